-- grain: one row per task of a described benchmark, and metric, in the order of its file
select *  -- noqa: AM04
from benchmark_metrics
order by rowid
