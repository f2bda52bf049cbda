-- grain: one row per run_id, task, language, split, layer, metric
-- reads: the snapshot's layer_scores.parquet, incoming_local_runs (run_id of the runs that the home has itself)
insert into layer_scores by name
select rows.*  -- noqa: AM04
from read_parquet($file) as rows  -- noqa: RF02, RF04
anti join incoming_local_runs as own on rows.run_id = own.run_id;
