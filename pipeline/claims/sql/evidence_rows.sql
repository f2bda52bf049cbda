-- grain: one row per evidence row, with its claim's kind and value
-- reads: evidence, claims
select
    evidence.evidence_id,
    evidence.claim_id,
    evidence.kind,
    evidence.encoder,
    evidence.estimate,
    evidence.inputs,
    evidence.details,
    evidence.sql,
    claims.kind as claim_kind,
    claims.value as claimed,
    len(claims.tasks) as n_tasks
from evidence
inner join claims on evidence.claim_id = claims.claim_id
order by evidence.evidence_id;
