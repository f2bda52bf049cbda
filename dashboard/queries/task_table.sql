-- grain: one row per task and regime of a body of runs, headline metric of the task, one split
-- means are over languages; English stands apart and never enters them
select
    cells.task,
    coalesce(tasks.title, cells.task) as title,
    cells.metric,
    cells.regime,
    regimes.short_title as regime_title,
    avg(cells.score) filter (where cells.language <> 'en') as mean_value_without_english,
    max(cells.score) filter (where cells.language = 'en') as english_value,
    avg(cells.chance) filter (where cells.language <> 'en') as mean_chance_without_english,
    count(*) filter (where cells.language <> 'en') as n_languages_without_english,
    count(*) filter (where cells.language <> 'en' and cells.is_own) as n_own_without_english,  -- of the benchmark's
    len(tasks.languages) - list_contains(tasks.languages, 'en')::integer as n_languages_needed,
    max(cells.n_seeds) as n_seeds
from cells
inner join tasks on cells.task = tasks.task and cells.metric = tasks.primary_metric
inner join regimes on cells.regime = regimes.regime
where
    cells.profile = $profile
    and cells.encoder = $encoder
    and cells.source_digest = $source_digest
    and cells.split = $split
group by all
order by
    list_position(
        [
            'sequence_classification', 'multiple_choice', 'token_classification', 'span_extraction',
            'sentence_retrieval'
        ],
        any_value(tasks.task_type)
    ),
    title,
    any_value(regimes.place)
