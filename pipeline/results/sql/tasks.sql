-- grain: one row per task that the published file knows
-- reads: tasks
select
    task,
    title,
    role
from tasks
order by task
