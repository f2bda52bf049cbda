-- grain: one row; runs and languages of one body with answers to be paired on one target task and split, null: none
-- reads: gains
select
    list(distinct run_id) as runs,
    list(distinct language) as languages  -- noqa: RF04
from (
    select
        unnest([run_id, baseline_run_id]) as run_id,
        language
    from gains
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and task = $task
        and split = $split
        and metric = 'task_score'
) as arms;
