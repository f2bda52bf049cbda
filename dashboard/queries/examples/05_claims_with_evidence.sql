-- title: Claims with their evidence
select
    claims.claim_id,
    claims.statement,
    claims.value as claimed,
    claims.unit,
    evidence.kind,
    evidence.label,
    evidence.estimate,
    evidence.low,
    evidence.high,
    verdicts.verdict,
    verdicts.reason
from claims
left join evidence on claims.claim_id = evidence.claim_id
left join verdicts on evidence.evidence_id = verdicts.evidence_id
order by claims.claim_id, evidence.kind, evidence.label
