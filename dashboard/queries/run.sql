-- grain: one row; the whole manifest of one run
select
    run_id,
    profile,
    phase,
    encoder,
    encoder_digest,
    n_parameters,
    regime,
    array_to_string(intermediate_tasks, ', ') as intermediate_tasks,
    target_task,
    seed,
    status,
    config,
    versions,
    git_commit,
    code_digest,
    source,
    source_digest,
    started_at,
    wall_seconds,
    n_train_examples,
    n_train_tokens,
    tokens_per_second,
    machine,
    error,
    manifest_sha256
from runs
where run_id = $run_id
