-- grain: one row per number of the findings asked for, in their order
-- noqa: disable=RF02,RF03
with
origins as (
    select
        source_id,
        any_value(source_url) as source_url
    from reported_scores
    group by source_id
)

select
    discrepancy_figures.discrepancy,
    discrepancy_figures.position,
    discrepancy_figures.is_computed,
    discrepancy_figures.source,
    coalesce(reported_scores.source_url, origins.source_url, '') as source_url,
    discrepancy_figures.place,
    discrepancy_figures.system,
    coalesce(reported_scores.encoder, '') as encoder,
    coalesce(tasks.title, discrepancy_figures.task) as task_title,
    case
        when discrepancy_figures.language = 'avg' then 'printed average'
        else coalesce(languages.name, discrepancy_figures.language)
    end as language_name,
    discrepancy_figures.metric,
    discrepancy_figures.split,
    discrepancy_figures.setting,
    discrepancy_figures.value_text,
    coalesce(reported_scores.flag, '') as flag
from discrepancy_figures
left join reported_scores on discrepancy_figures.reported_id = reported_scores.reported_id
left join origins on discrepancy_figures.source = origins.source_id
left join tasks on discrepancy_figures.task = tasks.task
left join languages on discrepancy_figures.language = languages.language
where list_contains($discrepancies, discrepancy_figures.discrepancy)
order by discrepancy_figures.discrepancy, discrepancy_figures.position
