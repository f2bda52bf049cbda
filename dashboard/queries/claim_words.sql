-- grain: one row per claim, verdict and direction; a claim without evidence has one row without a verdict
-- verdicts on figures that a reader entered by hand are left out
select
    claims.claim_id,
    claims.statement,
    claims.comparator,
    claims.value,
    claims.unit,
    verdicts.verdict,
    verdicts.direction,
    count(verdicts.evidence_id) as n_bodies
from claims
left join verdicts on claims.claim_id = verdicts.claim_id and not contains(verdicts.evidence_id, '|entered:')
group by all
order by claims.claim_id asc, n_bodies desc, verdicts.verdict asc, verdicts.direction asc
