-- grain: one row per source_id, table_or_section, setting, arm, task, metric
-- reads: reported_scores
-- averages over languages as printed; flagged rows stay out
with
decimals as (
    select
        source_id,
        table_or_section,
        max(len(split_part(value_text, '.', 2))) as n_decimals
    from reported_scores
    group by source_id, table_or_section
)

select
    reported_scores.source_id,
    reported_scores.source_title,
    reported_scores.table_or_section,
    reported_scores.setting,
    case when reported_scores.encoder = $subject then 'subject' else 'baseline' end as arm,  -- noqa: RF02
    reported_scores.task,
    reported_scores.metric,
    reported_scores.value_text,
    reported_scores.reported_id,
    decimals.n_decimals
from reported_scores
inner join decimals
    on
        reported_scores.source_id = decimals.source_id
        and reported_scores.table_or_section = decimals.table_or_section
where
    reported_scores.flag = ''
    and reported_scores.language = 'avg'
    and reported_scores.split = $split  -- noqa: RF02
    and list_contains($tasks, reported_scores.task)  -- noqa: RF02
    and reported_scores.encoder in ($subject, $baseline)  -- noqa: RF02
order by reported_scores.reported_id;
