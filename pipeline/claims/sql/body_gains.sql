-- grain: one row per regime, seed, task, language, split of one body
-- reads: gains
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
    n_available,
    value  -- noqa: RF04
from gains
where
    profile = $profile
    and encoder = $encoder
    and source_digest = $source_digest
    and metric = $metric
order by task, language, split, regime, seed;
