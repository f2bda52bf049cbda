-- grain: one row per run_id, task, language, split, example_id
create table predictions (
    run_id varchar not null,
    task varchar not null,
    language varchar not null,
    split varchar not null,
    example_id varchar not null,
    predicted varchar,  -- with the next one null: text of another's data set, left out of the shipped results
    gold varchar,
    outcome double not null,  -- 0-1, the example's own score
    n_true_positive integer,  -- with the next two: the example's share of a set metric
    n_predicted integer,
    n_gold integer
);
