-- grain: one row per regime, seed, task, language, split
-- reads: gains, tasks
select
    gains.run_id,
    gains.baseline_run_id,
    gains.regime,
    gains.seed,
    gains.task,
    gains.language,
    gains.split,
    gains.gain,
    gains.n_examples,
    gains.baseline_n_examples,
    gains.n_available,
    gains.is_seen,
    list_contains(tasks.languages, gains.language) as is_own
from gains
inner join tasks on gains.task = tasks.task
where
    gains.profile = $profile  -- noqa: RF02
    and gains.encoder = $encoder  -- noqa: RF02
    and gains.source_digest = $source_digest  -- noqa: RF02
    and gains.metric = 'task_score'
order by gains.regime, gains.split, gains.task, gains.language, gains.seed;
