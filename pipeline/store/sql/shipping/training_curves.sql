-- grain: one row per run_id, step
-- reads: training_curves
select *  -- noqa: AM04
from training_curves
order by run_id, step;
