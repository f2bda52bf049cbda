-- grain: one row; a claim is unchecked while no verdict is about its own scope and computable
select
    count(*) as n_claims,
    (select count(*) from verdicts) as n_verdicts,
    count(*) filter (
        where claims.claim_id not in (
            select verdicts.claim_id
            from verdicts
            where verdicts.verdict not in ('NOT_COMPUTABLE', 'SCOPE_MISMATCH')
        )
    ) as n_unchecked
from claims
