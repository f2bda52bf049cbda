-- grain: one row per profile, encoder, source_digest, regime, seed, task, split, metric
-- reads: scores, current_runs
create view task_means as
select
    runs.profile,
    runs.encoder,
    runs.source,
    runs.source_digest,
    runs.regime,
    runs.seed,
    scores.task,
    scores.split,
    scores.metric,
    avg(scores.value) as mean_value,  -- macro over languages, as XTREME
    avg(scores.value) filter (where scores.language <> 'en') as mean_value_without_english,
    avg(scores.chance) as mean_chance,
    avg(scores.chance) filter (where scores.language <> 'en') as mean_chance_without_english,
    max(scores.value) filter (where scores.language = 'en') as english_value,
    count(*) as n_languages,
    count(*) filter (where scores.language <> 'en') as n_languages_without_english
from scores
inner join current_runs as runs on scores.run_id = runs.run_id
where runs.phase = 'target'
group by all;
