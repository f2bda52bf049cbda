-- grain: one row per class of machine
-- reads: runs
select
    machine::varchar as machine,
    count(*) as n_runs
from runs
group by all
order by machine;
