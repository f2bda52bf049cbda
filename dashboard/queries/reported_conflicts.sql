-- grain: one row per published figure of a conflict: same encoder, setting, task, language, metric and split, but not
-- the same value; the widest conflicts first
-- a table's figures have as many decimals as the one with the most, since some sources lose trailing zeros; a null
-- parameter keeps all, and what is left out takes no part in a conflict
-- noqa: disable=RF02,RF03
with
printed as (
    select
        source_id,
        table_or_section,
        0.5 * pow(10, -max(len(split_part(value_text, '.', 2)))) as half_unit
    from reported_scores
    group by source_id, table_or_section
),

figures as (
    select
        reported_scores.*,
        printed.half_unit
    from reported_scores
    inner join printed
        on
            reported_scores.source_id = printed.source_id
            and reported_scores.table_or_section = printed.table_or_section
    where
        ($sources is null or list_contains($sources, reported_scores.source_id))
        and ($encoders is null or list_contains($encoders, reported_scores.encoder))
        and ($tasks is null or list_contains($tasks, reported_scores.task))
        and ($languages is null or list_contains($languages, reported_scores.language))
        and ($flagged is null or (reported_scores.flag <> '') = $flagged)
),

conflicts as (
    select
        encoder,
        setting,
        task,
        language,
        metric,
        split,
        min(reported_id) as conflict,  -- of its first figure
        max(figures.value) - min(figures.value) as spread,
        count(distinct source_id) as n_sources,
        max(figures.value - half_unit) > min(figures.value + half_unit) + 1e-9 as is_beyond_rounding
    from figures
    group by encoder, setting, task, language, metric, split
    having count(distinct figures.value) > 1
)

select
    conflicts.conflict,
    conflicts.spread,
    conflicts.n_sources,
    conflicts.is_beyond_rounding,
    figures.reported_id
from figures
inner join conflicts
    on
        figures.encoder = conflicts.encoder
        and figures.setting = conflicts.setting
        and figures.task = conflicts.task
        and figures.language = conflicts.language
        and figures.metric = conflicts.metric
        and figures.split = conflicts.split
order by conflicts.spread desc, conflicts.conflict asc, figures.value asc, figures.reported_id asc
