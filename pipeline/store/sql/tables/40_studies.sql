-- grain: one row per study and scale
-- filled when the file is built (pipeline/claims/analyses/studies.py)
create table studies (
    study varchar not null,
    scale varchar not null check (scale in ('mini', 'paper')),
    position integer not null,  -- on the page
    title varchar not null,
    question varchar not null,
    asked varchar not null,  -- the wider question that it belongs to
    limits varchar not null,  -- what the wider question asks and this does not answer
    scale_label varchar not null,
    quantity varchar not null check (quantity in ('gain', 'score')),
    split varchar not null,
    axis varchar not null,
    unit varchar not null,
    is_log boolean not null,
    answering_series varchar not null,
    answer varchar not null check (answer in ('yes', 'no', 'undecided')),
    sentence varchar not null,
    threshold double not null,  -- points that the change is held against
    change double,  -- points from the first to the last point of the answering series; null: fewer than two points
    low double,  -- interval of the change, with high
    high double,
    level double,  -- confidence of all intervals of the study, 0-1
    rank_correlation double,  -- Spearman, of x and the estimates of the answering series
    rank_low double,
    rank_high double,
    has_learned boolean,  -- the answering series is above random guessing at the first or last point
    method varchar not null,
    n_points integer not null,  -- that have run
    n_points_planned integer not null,
    run_ids varchar[] not null,
    primary key (study, scale)
);
