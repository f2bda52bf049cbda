-- grain: one row per language that either of two published systems has a figure in; best difference first
-- difference is null where one of them has none; no interval is known of any published figure
with kept as (
    select
        language,
        value,
        value_text,
        flag,
        concat_ws(' | ', source_id, table_or_section, system, setting) as system_key
    from reported_scores
    where task = $task and metric = $metric and split = $split and language <> 'avg'
),

subject as (
    select *
    from kept
    where system_key = $subject
),

rival as (
    select *
    from kept
    where system_key = $rival
)

select
    coalesce(subject.language, rival.language) as language,
    coalesce(languages.name, subject.language, rival.language) as language_name,
    subject.value_text as subject_text,
    rival.value_text as rival_text,
    round(subject.value - rival.value, 6) as difference,  -- points, without the error of binary fractions
    concat_ws('; ', nullif(subject.flag, ''), nullif(rival.flag, '')) as flag
from subject
full join rival on subject.language = rival.language
left join languages on coalesce(subject.language, rival.language) = languages.language
order by difference desc nulls last, language_name asc
