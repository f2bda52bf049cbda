-- grain: one row per profile, encoder, source_digest, task, split, subject, rival, language
-- filled when the file is built, by the estimator of measured evidence (pipeline/statistics/intervals.py)
create table comparisons (
    profile varchar not null,
    encoder varchar not null,
    source_digest varchar not null,
    task varchar not null,
    split varchar not null,
    subject varchar not null,  -- regime
    rival varchar not null,  -- regime; "none" stands here alone, other pairs stand once, in alphabetical order
    language varchar not null,  -- empty: the mean over the languages that both were scored in
    difference double not null,  -- subject minus rival, points: mean over seeds, its mean over languages
    low double,  -- interval of the difference, with high; null: no spread is known
    high double,
    level double not null,  -- confidence, 0-1: of each interval alone, and of all corrected ones together
    corrected_low double,  -- interval at 1 - (1 - level) / n_compared, after Bonferroni
    corrected_high double,
    n_compared integer not null,  -- languages of this pair; for the mean the pairs of regimes on this task and split
    p double,  -- two-sided, of no difference, from the same t distribution as the interval
    p_holm double,  -- corrected after Holm for the n_compared
    n_examples integer not null,  -- of all languages together for the mean
    n_languages integer not null,
    n_seeds integer not null,
    primary key (profile, encoder, source_digest, task, split, subject, rival, language)
);
