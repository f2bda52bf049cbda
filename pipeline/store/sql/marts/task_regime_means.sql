-- grain: one row per profile, encoder, source_digest, regime, task, split, metric
-- reads: task_means
create view task_regime_means as
select
    profile,
    encoder,
    source,
    source_digest,
    regime,
    task,
    split,
    metric,
    avg(mean_value_without_english) as mean_value_without_english,  -- over seeds of the mean over languages
    avg(english_value) as english_value,
    avg(mean_chance_without_english) as mean_chance_without_english,
    min(n_languages_without_english) as n_languages_without_english,  -- of the seed with the fewest
    count(*) as n_seeds
from task_means
group by all;
