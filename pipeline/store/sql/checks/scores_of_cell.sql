-- grain: one row per metric of the cell
-- reads: scores
select
    metric,
    value,
    metric_impl
from scores
where run_id = $run_id and task = $task and language = $language and split = $split;
