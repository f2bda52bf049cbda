-- grain: one row per evidence row
-- reads: verdicts, evidence
select
    evidence.evidence_id,
    evidence.claim_id,
    evidence.kind,
    evidence.profile,
    evidence.label,
    verdicts.verdict,
    verdicts.direction,
    evidence.estimate,
    evidence.low,
    evidence.high
from verdicts
inner join evidence on verdicts.evidence_id = evidence.evidence_id
order by evidence.evidence_id;
