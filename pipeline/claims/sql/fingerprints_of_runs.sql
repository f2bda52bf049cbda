-- grain: one row per profile
-- reads: current_runs, scores
with
scored as (
    select
        run_id,
        string_agg(
            concat_ws('|', task, language, split, metric, value::varchar, n_examples::varchar, predictions_sha256), ' '
            order by task, language, split, metric
        ) as scores
    from scores
    group by run_id
)

select
    runs.profile,
    count(*) as n_runs,
    sha256(string_agg(
        concat_ws('|', runs.run_id, runs.status, runs.manifest_sha256, scored.scores), ' '
        order by runs.run_id
    )) as digest
from current_runs as runs
left join scored on runs.run_id = scored.run_id
group by runs.profile;
