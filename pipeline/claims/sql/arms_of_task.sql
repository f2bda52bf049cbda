-- grain: one row per run of one body with answers to be paired on one target task and split, and language
-- reads: task_gains
select
    unnest([run_id, baseline_run_id]) as run_id,
    language
from task_gains
where
    profile = $profile
    and encoder = $encoder
    and source_digest = $source_digest
    and task = $task
    and split = $split;
