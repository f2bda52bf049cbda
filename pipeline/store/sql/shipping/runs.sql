-- grain: one row per run_id
-- reads: runs
select
    * exclude (origin)  -- noqa: AM04
    replace (config::varchar as config, versions::varchar as versions, machine::varchar as machine)
from runs
order by run_id;
