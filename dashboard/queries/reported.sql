-- grain: one row per published figure, in the order of the file; a null parameter keeps all
-- noqa: disable=RF02
select
    reported_scores.reported_id,
    reported_scores.source_id,
    reported_scores.source_title,
    reported_scores.source_url,
    reported_scores.table_or_section,
    reported_scores.encoder,
    reported_scores.system,
    reported_scores.setting,
    reported_scores.task,
    coalesce(tasks.title, described.task_title, reported_scores.task) as task_title,
    reported_scores.language,
    case
        when reported_scores.language = 'avg' then 'printed average'
        else coalesce(languages.name, reported_scores.language)
    end as language_name,
    reported_scores.metric,
    reported_scores.split,
    reported_scores.value,
    reported_scores.value_text,
    reported_scores.flag
from reported_scores
left join tasks on reported_scores.task = tasks.task
left join benchmark_metrics as described
    on reported_scores.task = described.task and reported_scores.metric = described.metric
left join languages on reported_scores.language = languages.language
where
    ($sources is null or list_contains($sources, reported_scores.source_id))
    and ($encoders is null or list_contains($encoders, reported_scores.encoder))
    and ($tasks is null or list_contains($tasks, reported_scores.task))
    and ($languages is null or list_contains($languages, reported_scores.language))
    and ($flagged is null or (reported_scores.flag <> '') = $flagged)
order by reported_scores.reported_id
