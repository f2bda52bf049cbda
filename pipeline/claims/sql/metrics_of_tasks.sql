-- grain: one row per task, metric of one body
-- reads: current_runs, scores
select distinct
    scores.task,
    scores.metric
from current_runs as runs
inner join scores on runs.run_id = scores.run_id
where
    runs.profile = $profile  -- noqa: RF02
    and runs.encoder = $encoder  -- noqa: RF02
    and runs.source_digest = $source_digest;  -- noqa: RF02
