-- grain: one row per claim, body of evidence and difference between the two
-- reads: differences, evidence, claims
select
    evidence.claim_id,
    evidence.kind,
    evidence.profile,
    evidence.encoder,
    differences.aspect,
    differences.claimed,
    differences.evidence as found,
    differences.effect,
    differences.is_stated,
    differences.evidence_id
from differences
inner join evidence on differences.evidence_id = evidence.evidence_id
inner join claims on evidence.claim_id = claims.claim_id
order by claims.paper, claims.rowid, evidence.kind, evidence.label, differences.evidence_id, differences.position;
