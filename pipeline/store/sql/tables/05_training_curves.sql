-- grain: one row per run_id, step
create table training_curves (
    run_id varchar not null,
    step integer not null,
    n_tokens bigint not null,  -- seen so far
    loss double not null,
    learning_rate double not null,
    primary key (run_id, step)
);
