-- grain: one row per task of a described benchmark, and metric, in the order of its file
select *
from benchmark_metrics
order by rowid
