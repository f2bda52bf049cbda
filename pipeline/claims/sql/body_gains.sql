-- grain: one row per regime, seed, task, language, split
-- reads: task_gains
select
    run_id,
    baseline_run_id,
    regime,
    seed,
    task,
    language,
    split,
    gain,
    n_examples,
    baseline_n_examples,
    n_available
from task_gains
where
    profile = $profile
    and encoder = $encoder
    and source_digest = $source_digest
    and list_contains($regimes, regime)
    and list_contains($tasks, task)
order by task, language, split, regime, seed;
