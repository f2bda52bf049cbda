-- grain: one row per evidence row; how its number is computed anew from this file alone
create table recomputations (
    evidence_id varchar primary key,
    claim_id varchar not null,
    reading varchar not null,  -- the last part of evidence_id
    evidence_key varchar not null unique,  -- first digits of the sha256 of evidence_id, for the command line
    quantity varchar not null,  -- what the statement computes: the estimate, or the bound that stands in for it
    stored_value double,  -- points; null: there is no number
    sql varchar,  -- one row, one column; null together with a reason in why_not
    why_not varchar,
    n_rows integer not null,  -- rows that evidence.sql reads
    rows_sha256 varchar not null,  -- of these rows, each as JSON, in sorted order
    code_digest varchar not null  -- of the code that judges: pipeline/claims and the marts
);
