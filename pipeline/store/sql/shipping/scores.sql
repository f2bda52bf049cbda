-- grain: one row per run_id, task, language, split, metric
-- reads: scores
select *  -- noqa: AM04
from scores
order by task, split, language, metric, run_id;
