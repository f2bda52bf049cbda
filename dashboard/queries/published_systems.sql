-- grain: one row per task, metric, split, source, place, system, setting with figures in at least two languages
-- the first of a task are zero-shot on test, which most are; an unstated setting counts as zero-shot
select
    reported_scores.task,
    coalesce(any_value(tasks.title), any_value(described.task_title), reported_scores.task) as title,
    reported_scores.metric,
    reported_scores.split,
    reported_scores.source_id,
    any_value(reported_scores.source_title) as source_title,
    any_value(reported_scores.source_url) as source_url,
    reported_scores.table_or_section,
    reported_scores.system,
    reported_scores.setting,
    any_value(reported_scores.encoder) as encoder,
    count(distinct reported_scores.language) as n_languages,
    coalesce(bool_or(described.is_lower_better), false) as is_lower_better,
    concat_ws(
        ' | ', reported_scores.source_id, reported_scores.table_or_section, reported_scores.system,
        reported_scores.setting
    ) as system_key
from reported_scores
left join tasks on reported_scores.task = tasks.task
left join benchmark_metrics as described
    on reported_scores.task = described.task and reported_scores.metric = described.metric
where reported_scores.language <> 'avg'
group by
    reported_scores.task,
    reported_scores.metric,
    reported_scores.split,
    reported_scores.source_id,
    reported_scores.table_or_section,
    reported_scores.system,
    reported_scores.setting
having count(distinct reported_scores.language) = count(*) and count(*) > 1
order by
    title asc,
    reported_scores.metric asc,
    (reported_scores.split = 'test') desc,
    reported_scores.split desc,
    (reported_scores.setting in ('', 'zero-shot')) desc,
    (reported_scores.setting = 'zero-shot') desc,
    reported_scores.source_id asc,
    reported_scores.table_or_section asc,
    reported_scores.system asc,
    reported_scores.setting asc
