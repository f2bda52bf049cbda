-- grain: one row per claim, by paper and in the order of its claims file
-- reads: claims
select
    claim_id,
    paper,
    statement,
    kind,
    comparator,
    value,
    unit,
    value_low,
    value_high,
    tolerance,
    split,
    tasks,
    scope_encoder,
    scope_benchmark,
    locator
from claims
order by paper, rowid;
