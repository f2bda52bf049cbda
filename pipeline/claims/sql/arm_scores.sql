-- grain: one row per regime, task, language, split of one body; mean over seeds
-- reads: run_scores, current_runs
select
    runs.regime,
    scored.task,
    scored.language,
    scored.split,
    avg(scored.value) as score
from current_runs as runs
inner join run_scores as scored on runs.run_id = scored.run_id
where
    runs.profile = $profile  -- noqa: RF02
    and runs.encoder = $encoder  -- noqa: RF02
    and runs.source_digest = $source_digest  -- noqa: RF02
    and scored.metric = $metric  -- noqa: RF02
group by runs.regime, scored.task, scored.language, scored.split;
