-- grain: one row per evidence row and run or published figure behind it
create table evidence_inputs (
    evidence_id varchar not null,
    input_kind varchar not null
    check (input_kind in ('run', 'reported figure', 'figure entered by hand', 'imported score')),
    input_id varchar not null,  -- run_id, reported_id, or score_id
    sha256 varchar not null,  -- of the run's manifest, or of the figure's row
    scores_sha256 varchar,  -- of the run's scores with the digests of their predictions; null: a figure
    origin varchar not null,  -- of the run, or the source_id of the figure
    code_digest varchar,  -- of the code that trained and scored; null: a figure
    source varchar not null,  -- of the run's data, or the table that prints the figure
    source_digest varchar,
    git_commit varchar,
    primary key (evidence_id, input_kind, input_id)
);
