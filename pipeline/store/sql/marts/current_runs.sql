-- grain: one row per profile, encoder, source_digest, phase, regime, target_task, seed
-- reads: runs
-- of several records of one run (settings or code changed in between): a finished one before others, then the newest
create view current_runs as
select *  -- noqa: AM04
from runs
qualify row_number() over (
    partition by profile, encoder, source_digest, phase, regime, target_task, seed
    order by (status = 'finished') desc, started_at desc, run_id asc
) = 1;
