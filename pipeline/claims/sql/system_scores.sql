-- grain: one row per current run of one system, task, language, split
-- reads: current_runs, run_scores
select
    runs.run_id,
    runs.profile,
    runs.encoder,
    runs.source,
    runs.source_digest,
    runs.regime,
    runs.seed,
    scored.task,
    scored.language,
    scored.split,
    scored.value as score,
    scored.n_examples,
    scored.n_available
from current_runs as runs
inner join run_scores as scored on runs.run_id = scored.run_id and runs.target_task = scored.task
where
    list_contains($encoders, runs.encoder)  -- noqa: RF02
    and runs.regime = $regime  -- noqa: RF02
    and list_contains($tasks, scored.task)  -- noqa: RF02
    and scored.metric = $metric  -- noqa: RF02
order by runs.profile, runs.source_digest, scored.task, scored.language, scored.split, runs.seed;
