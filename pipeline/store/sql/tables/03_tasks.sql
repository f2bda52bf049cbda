-- grain: one row per task
create table tasks (
    task varchar primary key,
    title varchar not null,
    role varchar not null,
    benchmark varchar not null,  -- xtreme: the paper's nine and nine; else xtreme_r, xglue, other
    task_type varchar not null,
    metrics varchar[] not null,
    primary_metric varchar not null,
    languages varchar[] not null,
    splits varchar[] not null default ['dev', 'test'],  -- evaluated ones that the benchmark has
    train_task varchar,
    labels varchar[] not null,
    licence varchar not null,
    url varchar not null,
    note varchar not null
);
