-- grain: one row per task of a described benchmark, and metric
create table benchmark_metrics (
    benchmark varchar not null,
    benchmark_title varchar not null,
    task varchar not null,
    task_title varchar not null,
    metric varchar not null,
    metric_title varchar not null,
    low double not null,  -- the least that a score can be
    high double,  -- the most; null: there is no upper end
    is_lower_better boolean not null,
    kind varchar not null,  -- share, binary_f1, other: what arithmetic holds for it
    is_in_score boolean not null,  -- of the metrics whose mean is the task's score
    languages varchar[] not null,  -- or pairs, "en-de": from English into German
    splits varchar[] not null,
    n_dev integer,  -- examples; null: the file does not say
    n_test integer,
    average_metric varchar,  -- label of the official average; null: the task is not in it, or there is none
    url varchar not null,
    primary key (task, metric)
);
