-- grain: one row per profile, encoder, source_digest, phase, regime, target_task, seed
-- reads: runs
-- of several records of one run (settings or code changed in between): a finished one before others, then the newest
-- the runs of studies are left out: they answer a question of their own and are no evidence on claims
create view current_runs as
select *  -- noqa: AM04
from runs
where (config ->> 'is_study') is distinct from 'true'
qualify row_number() over (
    partition by profile, encoder, source_digest, phase, regime, target_task, seed
    order by (status = 'finished') desc, started_at desc, run_id asc
) = 1;
