-- grain: one row per profile, encoder, source_digest, regime, task, language, split, metric
-- reads: scores, current_runs
-- is_seen: whether masked LM has seen the language; null: not known, or not the same for all seeds
create view language_scores as
select
    runs.profile,
    runs.encoder,
    runs.source,
    runs.source_digest,
    runs.regime,
    scores.task,
    scores.language,
    scores.split,
    scores.metric,
    avg(scores.value) as mean_value,  -- over seeds, percent
    min(scores.value) as lowest_value,
    max(scores.value) as highest_value,
    avg(scores.chance) as chance,
    min(scores.n_examples) as n_examples,
    max(scores.n_available) as n_available,
    count(*) as n_seeds,
    case
        when count(distinct coalesce(list_contains(runs.languages_seen, scores.language)::varchar, 'unknown')) = 1
            then bool_and(list_contains(runs.languages_seen, scores.language))
    end as is_seen
from scores
inner join current_runs as runs on scores.run_id = runs.run_id
where runs.phase = 'target'
group by all;
