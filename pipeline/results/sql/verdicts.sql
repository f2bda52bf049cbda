-- grain: one row per claim and body of evidence
-- reads: verdicts, evidence, claims
select
    verdicts.claim_id,
    evidence.kind,
    evidence.label,
    evidence.profile,
    evidence.encoder,
    evidence.benchmark,
    evidence.estimate,
    evidence.low,
    evidence.high,
    evidence.level,
    evidence.n_cells,
    evidence.n_cells_needed,
    verdicts.verdict,
    verdicts.direction,
    verdicts.reason,
    verdicts.evidence_id
from verdicts
inner join evidence on verdicts.evidence_id = evidence.evidence_id
inner join claims on verdicts.claim_id = claims.claim_id
order by claims.paper, claims.rowid, evidence.kind, evidence.label, verdicts.evidence_id;
