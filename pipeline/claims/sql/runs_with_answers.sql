-- grain: one row; how many of the runs have stored answers, example by example
-- reads: predictions
with
wanted as (
    select distinct unnest($run_ids) as run_id
)

select count(*) as n_runs
from wanted
semi join predictions on wanted.run_id = predictions.run_id;
