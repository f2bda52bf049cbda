-- grain: one row per task
-- reads: tasks
-- score_metrics: the metrics whose mean is the task's score in XTREME
-- splits: dev and test, as far as the benchmark has them
select
    task,
    languages,
    metrics,
    splits,
    case when task_type = 'span_extraction' then metrics else [primary_metric] end as score_metrics
from tasks
order by task;
