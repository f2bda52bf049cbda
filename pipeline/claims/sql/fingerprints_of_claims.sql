-- grain: one row per claim_id
-- reads: claims
select
    claim_id,
    sha256(to_json(claims)::varchar) as digest
from claims;
