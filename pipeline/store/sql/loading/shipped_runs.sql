-- grain: one row per run_id
-- reads: the snapshot's runs.parquet, incoming_local_runs (run_id of the runs that the home has itself)
insert into runs by name
select
    rows.*,  -- noqa: AM04
    'shipped' as origin
from read_parquet($file) as rows  -- noqa: RF02, RF04
anti join incoming_local_runs as own on rows.run_id = own.run_id;
