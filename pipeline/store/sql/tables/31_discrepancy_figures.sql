-- grain: one row per finding of the audit of published figures and number in it
create table discrepancy_figures (
    discrepancy integer not null,
    position integer not null,  -- from 1
    reported_id integer,  -- of reported_scores; null: computed, or from data/reference/datasets.csv
    is_computed boolean not null,
    source varchar not null,  -- a source_id, or the source of a dataset's row
    place varchar not null,  -- table or section; of a computed number, how it was worked out
    system varchar not null,
    task varchar not null,
    language varchar not null,
    metric varchar not null,  -- as printed, like split and setting
    split varchar not null,
    setting varchar not null,
    value double not null,
    value_text varchar not null,  -- as printed; two decimals where computed
    primary key (discrepancy, position)
);
