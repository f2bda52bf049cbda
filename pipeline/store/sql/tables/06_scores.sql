-- grain: one row per run_id, task, language, split, metric
create table scores (
    run_id varchar not null,
    task varchar not null,
    language varchar not null,
    split varchar not null,
    metric varchar not null,
    value double not null check (value between 0 and 100),  -- percent
    n_examples integer not null,
    n_available integer not null,
    chance double,  -- percent of the declared random guesser on the same examples
    metric_impl varchar not null,
    predictions_sha256 varchar,
    primary key (run_id, task, language, split, metric)
);
