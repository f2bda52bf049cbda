-- grain: one row; a claim is unchecked while every verdict on it is NOT_COMPUTABLE or it has none
select
    count(*) as n_claims,
    (select count(*) from verdicts) as n_verdicts,
    count(*) filter (
        where claims.claim_id not in (select claim_id from verdicts where verdict <> 'NOT_COMPUTABLE')
    ) as n_unchecked
from claims
