-- grain: one row per profile
-- reads: current_runs, scores, benchmark_scores
-- an imported score on a described benchmark counts as a run of its import
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
),

members as (
    select
        runs.profile,
        runs.run_id as place,
        concat_ws('|', runs.run_id, runs.status, runs.manifest_sha256, scored.scores) as row_text
    from current_runs as runs
    left join scored on runs.run_id = scored.run_id
    union all
    select
        profile,
        score_id as place,
        to_json(benchmark_scores)::varchar as row_text
    from benchmark_scores
)

select
    profile,
    count(*) as n_runs,
    sha256(string_agg(row_text, ' ' order by place)) as digest
from members
group by profile;
