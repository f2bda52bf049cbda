-- title: Runs with what they cost
select
    profile,
    encoder,
    phase,
    regime,
    target_task,
    seed,
    status,
    n_train_tokens,
    wall_seconds,
    tokens_per_second,
    git_commit
from runs
order by started_at, run_id
