-- grain: one row per import, encoder, seed, task, language, split, metric: an imported score on a described benchmark
create table benchmark_scores (
    score_id varchar primary key,
    profile varchar not null,  -- import:NAME
    benchmark varchar not null,  -- that the import states
    file varchar not null,
    sha256 varchar not null,  -- of the file
    encoder varchar not null,
    seed integer not null,
    task varchar not null,
    language varchar not null,
    split varchar not null,
    metric varchar not null,
    value double not null,
    value_text varchar not null,  -- as in the file
    n_examples integer not null,  -- 0: not stated
    n_seeds integer not null,  -- of which the value is the mean
    n_available integer not null
);
