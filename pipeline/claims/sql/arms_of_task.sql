-- grain: one row; runs and languages of one body with scores on one target task and split, null: none
-- reads: current_runs, scores
select
    list(distinct scores.run_id) as runs,
    list(distinct scores.language) as languages  -- noqa: RF04
from current_runs as runs
inner join scores on runs.run_id = scores.run_id
where
    runs.profile = $profile  -- noqa: RF02
    and runs.encoder = $encoder  -- noqa: RF02
    and runs.source_digest = $source_digest  -- noqa: RF02
    and scores.task = $task  -- noqa: RF02
    and scores.split = $split;  -- noqa: RF02
