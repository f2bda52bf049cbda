-- grain: one row per set of intermediate tasks among the runs
-- reads: runs
select distinct list_sort(intermediate_tasks) as intermediate_tasks
from runs
where list_contains($run_ids, run_id) and len(intermediate_tasks) > 0
order by intermediate_tasks;
