-- grain: one row per profile, encoder, source_digest, regime, task, split, language_set, language
-- filled when the file is built, by the estimator of measured evidence (pipeline/statistics/intervals.py)
create table gain_intervals (
    profile varchar not null,
    encoder varchar not null,
    source_digest varchar not null,
    regime varchar not null,
    task varchar not null,
    split varchar not null,
    -- own: the languages of the task, as claims take them; the other sets hold languages scored beyond these as well
    language_set varchar not null check (language_set in ('own', 'all', 'non_english', 'seen', 'unseen', 'one')),
    language varchar not null,  -- of the set "one"; empty for the other sets
    gain double not null,  -- points: mean over the set's languages of the mean over seeds
    low double not null,  -- interval of the gain, with high
    high double not null,
    level double not null,  -- confidence of the interval, 0-1
    n_languages integer not null,  -- whose answers can be paired
    n_seeds integer not null,
    primary key (profile, encoder, source_digest, regime, task, split, language_set, language)
);
