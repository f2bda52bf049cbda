-- grain: one row per audited report, or 'all' of them, and outcome that the printed confidences are held against
create table calibrations (
    document_id varchar not null,  -- 'all': every report together
    outcome varchar not null check (outcome in ('tick', 'our verdict')),
    n_rows integer not null,  -- claim rows with a confidence and an outcome
    n_true integer not null,  -- ticked, or confirmed
    n_left_out integer not null,  -- without a confidence, or not decided
    brier double,  -- 0 best; null: no rows
    brier_of_base_rate double,  -- of always saying n_true / n_rows
    threshold double,  -- lowest of those that are right most often, "true from it on"; null: never true, or no rows
    n_right integer,  -- rows that it is right for
    statement varchar not null,  -- what a threshold explains
    primary key (document_id, outcome)
);
