-- grain: one row per claim, by paper, in the order of the files and of its claims file (that of insertion)
select
    claim_id,
    paper,
    paper_title,
    source_version,
    source_url,
    locator,
    statement,
    coalesce(definition ->> 'headline', '') as headline,
    kind as claim_kind,
    comparator,
    value,
    value_low,
    value_high,
    tolerance,
    unit,
    baseline,
    languages,
    array_to_string(only_languages, ', ') as only_languages,
    metric,
    split,
    aggregation,
    over_seeds,
    array_to_string(tasks, ', ') as tasks,
    scope_encoder,
    scope_benchmark,
    exists(
        select 1
        from benchmark_metrics
        where list_contains(claims.tasks, benchmark_metrics.task)
    ) as is_described,  -- on a benchmark that nothing here trains
    definition
from claims
order by min(rowid) over (partition by paper) asc, rowid asc
