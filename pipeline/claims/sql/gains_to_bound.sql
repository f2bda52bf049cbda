-- grain: one row per regime, seed, task, language, split
-- reads: task_gains, cell_scores, tasks
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
    cells.is_seen,
    list_contains(tasks.languages, gains.language) as is_own
from task_gains as gains
inner join cell_scores as cells
    on
        gains.run_id = cells.run_id
        and gains.task = cells.task
        and gains.language = cells.language
        and gains.split = cells.split
inner join tasks on gains.task = tasks.task
where
    gains.profile = $profile  -- noqa: RF02
    and gains.encoder = $encoder  -- noqa: RF02
    and gains.source_digest = $source_digest  -- noqa: RF02
order by gains.regime, gains.split, gains.task, gains.language, gains.seed;
