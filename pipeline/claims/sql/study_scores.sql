-- grain: one row per run_id, task, language of the runs of a study on one split
-- reads: run_scores, runs, incoming_study_runs (run_id)
-- value, chance: percent, of the task score; chance is null where it is not known
select
    scores.run_id,
    scores.task,
    scores.language,
    scores.value,
    scores.chance,
    scores.n_examples
from incoming_study_runs as wanted
inner join runs on wanted.run_id = runs.run_id
inner join run_scores as scores on wanted.run_id = scores.run_id
where
    runs.status = 'finished'
    and scores.split = $split  -- noqa: RF02
    and scores.metric = 'task_score';
