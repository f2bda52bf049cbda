-- grain: one row per run (one encoder x regime x target x seed, or one earlier phase)
create table runs (
    run_id varchar primary key,
    profile varchar not null,
    phase varchar not null,
    encoder varchar not null,
    encoder_digest varchar not null,
    n_parameters bigint not null,
    regime varchar not null,
    intermediate_tasks varchar[] not null,
    target_task varchar,
    seed integer not null,
    status varchar not null,
    config json not null,
    versions json not null,
    git_commit varchar,
    code_digest varchar not null,
    source varchar not null,
    source_digest varchar not null,
    started_at timestamp not null,  -- UTC
    wall_seconds double,  -- of scoring; of training it is n_train_tokens / tokens_per_second
    n_train_examples bigint,
    n_train_tokens bigint,
    tokens_per_second double,
    machine json not null,
    error varchar,
    languages_seen varchar[],  -- by the masked LM of its encoder; null: not known
    manifest_sha256 varchar not null,
    origin varchar not null default 'local' check (origin in ('local', 'shipped'))  -- shipped: of data/snapshot
);
