-- grain: one row; how many of the runs have stored answers, example by example
-- reads: predictions
select count(distinct run_id) as n_runs
from predictions
where list_contains($run_ids, run_id);
