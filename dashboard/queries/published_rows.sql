-- grain: one row per finding of the audit of published figures, the strongest first, then one row per published figure
-- a finding shows the two of its numbers that lie as far apart as the finding says: a printed one, and a recomputed one
-- where there is one, else another printed one; neither where no two do, or where the finding is not about their values
-- a null parameter keeps all; a finding is kept for a figure in it that fits, for flags if any figure in it has one
-- is_benchmark: zero-shot figures of the test split alone; an unstated setting counts as zero-shot, as in the audit
-- noqa: disable=RF02,RF03
with
cells as (
    select
        discrepancy_figures.*,
        coalesce(reported_scores.encoder, '') as encoder,
        coalesce(reported_scores.flag, '') as flag,
        coalesce(reported_scores.source_title, '') as source_title,
        coalesce(reported_scores.source_url, '') as source_url,
        ($sources is null or list_contains($sources, discrepancy_figures.source))
        and ($encoders is null or list_contains($encoders, coalesce(reported_scores.encoder, '')))
        and ($tasks is null or list_contains($tasks, discrepancy_figures.task))
        and ($languages is null or list_contains($languages, discrepancy_figures.language))
        and (
            not $is_benchmark
            or (discrepancy_figures.setting in ('', 'zero-shot') and discrepancy_figures.split like 'test%')
        ) as is_fitting
    from discrepancy_figures
    left join reported_scores on discrepancy_figures.reported_id = reported_scores.reported_id
),

fitting as (
    select
        discrepancy,
        bool_or(flag <> '') as is_flagged
    from cells
    group by discrepancy
    having bool_or(is_fitting)
),

kept as (
    select
        discrepancies.*,
        fitting.is_flagged
    from discrepancies
    inner join fitting on discrepancies.discrepancy = fitting.discrepancy
    where
        ($flagged is null or fitting.is_flagged = $flagged)
        and ($kinds is null or list_contains($kinds, discrepancies.kind))
),

pairs as (
    select
        printed.discrepancy,
        printed.position,
        other.value_text as other_text,
        other.value as other_value,
        other.is_computed,
        printed.value - other.value as difference
    from cells as printed
    inner join cells as other
        on printed.discrepancy = other.discrepancy and printed.position <> other.position
    inner join kept on printed.discrepancy = kept.discrepancy
    where
        not printed.is_computed
        and (kept.size > 0 or kept.tier = 2)
        and abs(abs(printed.value - other.value) - kept.size) < 1e-6
    qualify
        row_number() over (
            partition by printed.discrepancy
            order by
                other.is_computed desc,
                (printed.language = other.language) desc,
                printed.position asc,
                other.position asc
        ) = 1
),

shown as (
    select cells.*
    from cells
    left join pairs on cells.discrepancy = pairs.discrepancy
    where cells.position = coalesce(pairs.position, 1)
),

both_kinds as (
    select
        1 as part,
        kept.discrepancy as place,
        'finding-' || kept.discrepancy as row_key,
        kept.discrepancy,
        kept.kind,
        kept.tier,
        kept.tier_text,
        kept.sentence,
        kept.is_flagged,
        shown.reported_id,
        shown.source as source_id,
        shown.source_title,
        shown.source_url,
        shown.place as table_or_section,
        shown.encoder,
        shown.system,
        shown.setting,
        shown.task,
        shown.language,
        shown.metric,
        shown.split,
        shown.value_text,
        shown.value,
        shown.flag,
        if(pairs.is_computed, pairs.other_text, null) as recomputed,
        if(pairs.is_computed, pairs.other_value, null) as recomputed_value,
        if(pairs.is_computed, null, pairs.other_text) as elsewhere,
        if(pairs.is_computed, null, pairs.other_value) as elsewhere_value,
        round(pairs.difference, 6) as difference  -- without the error of binary fractions
    from kept
    inner join shown on kept.discrepancy = shown.discrepancy
    left join pairs on kept.discrepancy = pairs.discrepancy
    union all by name
    select
        2 as part,
        reported_scores.reported_id as place,
        'figure-' || reported_scores.reported_id as row_key,
        reported_scores.flag <> '' as is_flagged,
        reported_scores.reported_id,
        reported_scores.source_id,
        reported_scores.source_title,
        reported_scores.source_url,
        reported_scores.table_or_section,
        reported_scores.encoder,
        reported_scores.system,
        reported_scores.setting,
        reported_scores.task,
        reported_scores.language,
        reported_scores.metric,
        reported_scores.split,
        reported_scores.value_text,
        reported_scores.value,
        reported_scores.flag
    from reported_scores
    where
        $kinds is null
        and ($sources is null or list_contains($sources, reported_scores.source_id))
        and ($encoders is null or list_contains($encoders, reported_scores.encoder))
        and ($tasks is null or list_contains($tasks, reported_scores.task))
        and ($languages is null or list_contains($languages, reported_scores.language))
        and ($flagged is null or (reported_scores.flag <> '') = $flagged)
        and (
            not $is_benchmark
            or (reported_scores.setting in ('', 'zero-shot') and reported_scores.split like 'test%')
        )
)

select
    both_kinds.row_key,
    both_kinds.discrepancy,
    both_kinds.kind,
    both_kinds.tier,
    both_kinds.tier_text,
    both_kinds.sentence,
    both_kinds.is_flagged,
    both_kinds.reported_id,
    both_kinds.source_id,
    both_kinds.source_title,
    both_kinds.source_url,
    both_kinds.table_or_section,
    both_kinds.encoder,
    both_kinds.system,
    both_kinds.setting,
    both_kinds.task,
    both_kinds.language,
    both_kinds.metric,
    both_kinds.split,
    both_kinds.value_text,
    both_kinds.value,
    both_kinds.recomputed,
    both_kinds.recomputed_value,
    both_kinds.elsewhere,
    both_kinds.elsewhere_value,
    both_kinds.difference,
    both_kinds.flag,
    coalesce(
        tasks.title,
        described.task_title || ', ' || described.metric_title
        || if(described.is_lower_better, ' ↓ (less is better)', ''),
        both_kinds.task
    ) as task_title,
    case
        when both_kinds.language = 'avg' then 'printed average'
        else coalesce(languages.name, both_kinds.language)
    end as language_name
from both_kinds
left join tasks on both_kinds.task = tasks.task
left join benchmark_metrics as described
    on both_kinds.task = described.task and both_kinds.metric = described.metric
left join languages on both_kinds.language = languages.language
order by both_kinds.part asc, both_kinds.place asc
