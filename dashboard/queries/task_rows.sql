-- grain: one row per task, as tables of figures are read against
select
    task,
    title,
    role,
    benchmark,
    task_type,
    metrics,
    primary_metric,
    languages,  -- noqa: RF04
    splits,
    train_task,
    labels,
    licence,
    url,
    note
from tasks
order by task
