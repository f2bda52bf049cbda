-- grain: one row per body of evidence with its verdict
-- reported before derived before measured, real text before generated
with named as (
    select
        evidence.evidence_id,
        count(*) as n_runs,
        count(distinct runs.seed) as n_seeds,
        max(runs.n_parameters) as n_parameters,
        any_value(runs.source) as source
    from evidence
    inner join runs on contains(evidence.inputs::varchar, '"' || runs.run_id || '"')
    group by evidence.evidence_id
)

select
    evidence.evidence_id,
    evidence.claim_id,
    evidence.kind,
    evidence.label,
    evidence.encoder,
    evidence.benchmark,
    evidence.split,
    evidence.estimate,
    evidence.low,
    evidence.high,
    evidence.level,
    evidence.method,
    evidence.n_cells,
    evidence.n_cells_needed,
    evidence.missing_cells,
    evidence.sql,
    coalesce(recomputations.evidence_key, evidence.evidence_id) as evidence_key,
    verdicts.verdict,
    verdicts.direction,
    verdicts.is_size_within,
    verdicts.only_by_rounding,
    verdicts.reason,
    verdicts.scope_differences,
    coalesce(intermediate.title, recomputations.reading, '') as reading,
    coalesce(named.n_runs, 0) as n_runs,
    named.n_seeds,
    named.n_parameters,
    named.source
from evidence
left join named on evidence.evidence_id = named.evidence_id
left join verdicts on evidence.evidence_id = verdicts.evidence_id
left join recomputations on evidence.evidence_id = recomputations.evidence_id
left join tasks as intermediate on recomputations.reading = intermediate.task
order by
    evidence.claim_id,
    list_position(['reported', 'derived', 'measured'], evidence.kind),
    coalesce(named.source, '') = 'generated',
    evidence.evidence_id
