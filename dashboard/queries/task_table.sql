-- grain: one row per task and regime of a body of runs, headline metric of the task, one split
select
    means.task,
    coalesce(tasks.title, means.task) as title,
    means.metric,
    means.regime,
    case
        when means.regime = 'none' then 'None (baseline)'
        else
            coalesce(intermediate.title, replace(split_part(means.regime, '+', 1), 'multi_task', 'Multi-task'))
            || replace(replace(regexp_extract(means.regime, '\+.*'), '+mlm', ' + MLM'), '+translated', ', translated')
    end as regime_title,
    means.mean_value_without_english,
    means.english_value,
    means.mean_chance_without_english,
    means.n_languages_without_english,
    (
        select count(distinct scored.language)
        from language_scores as scored
        where
            scored.profile = means.profile
            and scored.encoder = means.encoder
            and scored.source_digest = means.source_digest
            and scored.regime = means.regime
            and scored.task = means.task
            and scored.metric = means.metric
            and scored.split = means.split
            and scored.language <> 'en'
            and list_contains(tasks.languages, scored.language)
    ) as n_own_without_english,  -- of the languages that the benchmark defines
    len(tasks.languages) - list_contains(tasks.languages, 'en')::integer as n_languages_needed,
    means.n_seeds
from task_regime_means as means
inner join tasks on means.task = tasks.task and means.metric = tasks.primary_metric
left join tasks as intermediate on split_part(means.regime, '+', 1) = intermediate.task
where
    means.profile = $profile
    and means.encoder = $encoder
    and means.source_digest = $source_digest
    and means.split = $split
order by
    list_position(
        [
            'sequence_classification', 'multiple_choice', 'token_classification', 'span_extraction',
            'sentence_retrieval'
        ],
        tasks.task_type
    ),
    title,
    means.regime <> 'none',
    intermediate.task is null or contains(means.regime, '+'),
    regime_title
