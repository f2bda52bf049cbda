-- grain: one row per profile, encoder, source_digest, task, split, regime that can be compared with another
-- filled when the file is built, from the means of `comparisons` (pipeline/statistics/ranks.py)
create table regime_ranks (
    profile varchar not null,
    encoder varchar not null,
    source_digest varchar not null,
    task varchar not null,
    split varchar not null,
    regime varchar not null,
    score double not null,  -- percent: mean over languages of the mean over seeds
    best integer not null,  -- interval of the rank, 1 the best: all regimes' intervals hold together at `level`
    worst integer not null,
    tied_group integer not null,  -- 1: the leader and all that cannot be told from it, and so on down
    n_regimes integer not null,
    n_languages integer not null,
    level double not null,
    primary key (profile, encoder, source_digest, task, split, regime)
);
