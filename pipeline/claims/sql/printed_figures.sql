-- grain: one row per reported_id
-- reads: reported_scores, entered_scores
-- unflagged figures of some encoders, and of these after intermediate training, on some tasks
-- n_decimals: of checked sources the most that the table shows, as trailing zeros are lost in some ("80" for 80.0); of
-- figures entered by hand their own, since they count as typed
-- entered_by: null for the figures of checked sources; a source is of one kind or the other
with
decimals as (
    select
        source_id,
        table_or_section,
        max(len(split_part(value_text, '.', 2))) as n_decimals
    from reported_scores
    group by source_id, table_or_section
),

figures as (
    select
        reported_scores.*,
        decimals.n_decimals,
        null::varchar as entered_by,
        null::timestamp as entered_at
    from reported_scores
    inner join decimals
        on
            reported_scores.source_id = decimals.source_id
            and reported_scores.table_or_section = decimals.table_or_section
    union all by name
    select
        * exclude (file_name, file_sha256),
        len(split_part(value_text, '.', 2)) as n_decimals
    from entered_scores
)

select
    source_id,
    source_title,
    source_url,
    table_or_section,
    setting,
    encoder,
    system,
    task,
    language,  -- noqa: RF04
    metric,
    split,
    value_text,
    reported_id,
    n_decimals,
    entered_by,
    entered_at
from figures
where
    flag = ''
    and list_contains($tasks, task)
    and list_contains($encoders, split_part(encoder, '+', 1))
order by reported_id;
