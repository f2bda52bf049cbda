-- grain: one row per run_id, step
-- reads: the snapshot's training_curves.parquet, incoming_local_runs (run_id of the runs that the home has itself)
insert into training_curves by name
select rows.*  -- noqa: AM04
from read_parquet($file) as rows  -- noqa: RF02, RF04
anti join incoming_local_runs as own on rows.run_id = own.run_id;
