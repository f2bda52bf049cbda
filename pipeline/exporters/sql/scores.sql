-- grain: one row per run_id, task, language, split, metric of the current finished runs
-- reads: scores, current_runs, builds
-- a list that is empty takes every value
-- noqa: disable=RF02
select
    runs.encoder,
    runs.regime,
    array_to_string(runs.intermediate_tasks, '+') as intermediate,
    scores.task as target,  -- noqa: RF04
    scores.language,
    scores.metric,
    scores.split,
    runs.seed,
    scores.value,  -- noqa: RF04
    scores.n_examples,
    scores.n_available,
    coalesce((runs.config -> 'imported' ->> 'n_seeds')::integer, 1) as n_seeds,
    'measured' as evidence,
    runs.profile,
    runs.source as benchmark,
    runs.origin,
    scores.run_id,
    runs.encoder_digest,
    runs.source_digest,
    runs.code_digest,
    runs.git_commit,
    scores.metric_impl,
    scores.predictions_sha256,
    builds.snapshot_id
from scores
inner join current_runs as runs on scores.run_id = runs.run_id
cross join builds
where
    runs.status = 'finished'
    and (len($profiles) = 0 or list_contains($profiles, runs.profile))
    and (len($encoders) = 0 or list_contains($encoders, runs.encoder))
    and (len($regimes) = 0 or list_contains($regimes, runs.regime))
    and (len($tasks) = 0 or list_contains($tasks, scores.task))
    and (len($languages) = 0 or list_contains($languages, scores.language))
    and (len($splits) = 0 or list_contains($splits, scores.split))
    and (len($metrics) = 0 or list_contains($metrics, scores.metric))
order by runs.profile, runs.encoder, runs.regime, scores.task, scores.language, scores.split, scores.metric, runs.seed
