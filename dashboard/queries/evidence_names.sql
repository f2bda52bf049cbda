-- grain: one row per body of evidence
select
    evidence.evidence_id,
    evidence.label,
    claims.claim_id,
    claims.statement
from evidence
inner join claims on evidence.claim_id = claims.claim_id
