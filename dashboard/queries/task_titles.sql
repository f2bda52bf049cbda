-- grain: one row per task, with its title
select
    task,
    title
from tasks
order by task
