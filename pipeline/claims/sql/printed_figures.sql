-- grain: one row per reported_id
-- reads: reported_scores
-- unflagged figures of some encoders, and of these after intermediate training, on some tasks
-- n_decimals: the most that the table shows, as trailing zeros are lost in some sources
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
    figures.source_id,
    figures.source_title,
    figures.table_or_section,
    figures.setting,
    figures.encoder,
    figures.system,
    figures.task,
    figures.language,  -- noqa: RF04
    figures.metric,
    figures.split,
    figures.value_text,
    figures.reported_id,
    decimals.n_decimals
from reported_scores as figures
inner join decimals
    on figures.source_id = decimals.source_id and figures.table_or_section = decimals.table_or_section
where
    figures.flag = ''
    and list_contains($tasks, figures.task)  -- noqa: RF02
    and list_contains($encoders, split_part(figures.encoder, '+', 1))  -- noqa: RF02
order by figures.reported_id;
