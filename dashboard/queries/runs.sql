-- grain: one row per run; $evidence keeps the runs that one body of evidence names, null keeps all
with counted as (
    select
        run_id,
        count(*) as n_scores
    from scores
    group by run_id
)

select
    runs.run_id,
    runs.profile,
    runs.phase,
    runs.regime,
    runs.target_task,
    runs.seed,
    runs.status,
    runs.origin,
    runs.encoder,
    runs.n_parameters,
    runs.source,
    runs.started_at,
    runs.wall_seconds,
    runs.tokens_per_second,
    coalesce(counted.n_scores, 0) as n_scores,
    coalesce((runs.config ->> 'is_study') = 'true', false) as is_study
from runs
left join counted on runs.run_id = counted.run_id
where
    $evidence is null
    or exists (
        select 1
        from evidence
        where evidence.evidence_id = $evidence and contains(evidence.inputs::varchar, '"' || runs.run_id || '"')
    )
order by runs.started_at desc, runs.run_id asc
