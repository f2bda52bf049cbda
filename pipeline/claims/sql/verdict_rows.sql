-- grain: one row per evidence row; claims by paper, in the order of its claims file
-- reads: verdicts, evidence, claims
select
    claims.claim_id,
    claims.statement,
    claims.value as claimed,
    claims.comparator,
    claims.unit,
    evidence.label,
    evidence.profile,
    evidence.kind,
    evidence.estimate,
    evidence.low,
    evidence.high,
    verdicts.verdict,
    verdicts.direction,
    verdicts.reason,
    evidence.n_cells,
    evidence.n_cells_needed
from verdicts
inner join evidence on verdicts.evidence_id = evidence.evidence_id
inner join claims on verdicts.claim_id = claims.claim_id
order by claims.paper, claims.rowid, evidence.kind, evidence.label, evidence.evidence_id;
