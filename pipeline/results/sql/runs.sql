-- grain: one row per run
-- reads: runs
select
    run_id,
    profile,
    encoder,
    source,
    source_digest,
    regime,
    n_parameters,
    phase,
    target_task,
    seed,
    status,
    started_at,
    wall_seconds,
    coalesce(config ->> 'input_key', run_id) as training_key,
    n_train_examples,
    n_train_tokens,
    tokens_per_second,
    origin
from runs
order by profile, encoder, regime, target_task, seed, run_id;
