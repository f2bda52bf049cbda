-- grain: one row per claim and body of evidence
create table evidence (
    evidence_id varchar primary key,
    claim_id varchar not null,
    kind varchar not null check (kind in ('reported', 'measured', 'derived')),
    label varchar not null,  -- where it comes from: a profile with its encoder, or a published source
    profile varchar,  -- measured evidence only
    encoder varchar not null,
    benchmark varchar not null,
    split varchar not null,
    estimate double,  -- points; null: not computable
    low double,  -- interval of the estimate
    high double,
    level double,  -- confidence of the interval, 0-1; null: an interval from rounding alone
    method varchar not null,
    n_cells integer not null,
    n_cells_needed integer not null,
    missing_cells json not null,  -- list of {task, language, split, reason}
    inputs json not null,  -- run ids, reported ids
    sql varchar not null,  -- reads the input rows from this file
    details json not null  -- per task and per language parts of the estimate
);
