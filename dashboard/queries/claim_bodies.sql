-- grain: one row per body of evidence on one claim, those with a measured estimate first
-- accepted_low, accepted_high: what the claim accepts, rounding and tolerance included; null: open on that side
select
    evidence.evidence_id,
    coalesce(recomputations.evidence_key, evidence.evidence_id) as evidence_key,
    evidence.claim_id,
    evidence.kind,
    evidence.label,
    evidence.encoder,
    evidence.benchmark,
    evidence.split,
    evidence.method,
    evidence.estimate,
    evidence.low,
    evidence.high,
    evidence.level,
    evidence.details,
    evidence.inputs,
    evidence.sql as rows_sql,
    claims.kind as claim_kind,
    claims.comparator,
    claims.value as claimed,
    claims.unit,
    verdicts.verdict,
    verdicts.direction,
    verdicts.reason,
    verdicts.rounding_low,
    verdicts.rounding_high,
    verdicts.tolerance,
    verdicts.scope_differences,
    case claims.comparator
        when 'at_most' then null
        when 'above' then verdicts.rounding_high - verdicts.tolerance
        else verdicts.rounding_low - verdicts.tolerance
    end as accepted_low,
    case
        when claims.comparator in ('at_least', 'above') then null
        else verdicts.rounding_high + verdicts.tolerance
    end as accepted_high,
    recomputations.reading,
    recomputations.quantity,
    recomputations.stored_value,
    recomputations.sql as recompute_sql,
    recomputations.why_not,
    recomputations.n_rows,
    recomputations.rows_sha256,
    recomputations.code_digest
from evidence
inner join claims on evidence.claim_id = claims.claim_id
left join verdicts on evidence.evidence_id = verdicts.evidence_id
left join recomputations on evidence.evidence_id = recomputations.evidence_id
where evidence.claim_id = $claim_id  -- noqa: RF02
order by
    evidence.estimate is null,
    list_position(['measured', 'reported', 'derived'], evidence.kind),
    evidence.label,
    evidence.evidence_id
