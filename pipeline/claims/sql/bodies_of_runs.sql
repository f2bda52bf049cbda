-- grain: one row per run on a target task
-- reads: runs
select
    run_id,
    profile,
    encoder,
    source_digest
from runs
where target_task is not null;
