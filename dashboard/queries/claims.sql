-- grain: one row per claim, by paper and in the order of its claims file (rows are inserted in it and never moved)
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
    languages,
    metric,
    split,
    aggregation,
    array_to_string(tasks, ', ') as tasks,
    scope_encoder,
    scope_benchmark,
    definition
from claims
order by paper asc, source_version desc, rowid asc
