-- grain: one row per claim on one regime's gain over the baseline that an encoder of a profile has evidence for, on one
--        split
-- estimate, low, high: of that evidence, points; the claim on the most tasks first
select
    coalesce(nullif(recomputations.reading, ''), claims.regimes[1]) as regime,
    claims.claim_id,
    claims.value,
    evidence.estimate,
    evidence.low,
    evidence.high,
    evidence.level
from evidence
inner join claims on evidence.claim_id = claims.claim_id
left join recomputations on evidence.evidence_id = recomputations.evidence_id
where
    claims.kind = 'gain'
    and claims.unit = 'points'
    and claims.baseline = 'none'
    -- one regime, or a claim that can be read of several, with evidence for each reading
    and (len(claims.regimes) = 1 or list_contains(claims.regimes, recomputations.reading))
    and len(claims.tasks) > 1
    and evidence.kind = 'measured'
    and evidence.estimate is not null
    and evidence.profile = $profile
    and evidence.encoder = $encoder
    and evidence.split = $split
order by len(claims.tasks) desc, claims.claim_id asc
