-- grain: one row per calibration and bin of its reliability curve
create table calibration_bins (
    document_id varchar not null,  -- 'all': every report together
    outcome varchar not null,
    low double not null,
    high double not null,  -- left out, but for the last bin
    n_rows integer not null,
    n_true integer not null,
    mean_confidence double,  -- null: no rows
    primary key (document_id, outcome, low)
);
