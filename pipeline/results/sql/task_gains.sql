-- grain: one row per profile, encoder, source, regime, target task, split and set of languages: means over seeds
-- reads: gain_intervals
select
    profile,
    encoder,
    source_digest,
    regime,
    task,
    split,
    language_set,
    gain,
    low,
    high,
    level,
    n_languages,
    n_seeds
from gain_intervals
where language_set <> 'one'
order by all;
