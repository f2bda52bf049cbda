-- grain: one row per study, scale, series and point that has run
-- filled when the file is built (pipeline/claims/analyses/studies.py)
create table study_points (
    study varchar not null,
    scale varchar not null,
    series varchar not null,
    series_title varchar not null,
    series_position integer not null,  -- from 1
    x double not null,
    x_label varchar not null,
    estimate double not null,  -- points of a gain, or percent of a score; mean over targets and languages
    low double not null,
    high double not null,
    score double not null,  -- percent, of the runs themselves; of a score the estimate again
    chance double,  -- percent of random guessing on the same examples; null: not known for all of them
    n integer not null,  -- examples answered: sum over targets and languages
    n_seeds integer not null,
    languages varchar[] not null,
    targets varchar[] not null,
    run_ids varchar[] not null,  -- of this point, baselines among them
    primary key (study, scale, series, x)
);
