-- grain: one row per run_id, task, language of the runs of a study on one split
-- reads: cell_scores, scores, tasks, runs, incoming_study_runs (run_id)
-- chance: percent of random guessing, over the metrics that the value is made of; null: not known for one of them
select
    cells.run_id,
    cells.task,
    cells.language,
    cells.value,
    case when count(*) = count(scores.chance) then avg(scores.chance) end as chance,
    any_value(cells.n_examples) as n_examples
from incoming_study_runs as wanted
inner join runs on wanted.run_id = runs.run_id
inner join cell_scores as cells on wanted.run_id = cells.run_id
inner join tasks on cells.task = tasks.task
inner join scores
    on
        cells.run_id = scores.run_id
        and cells.task = scores.task
        and cells.language = scores.language
        and cells.split = scores.split
where
    runs.status = 'finished'
    and cells.split = $split  -- noqa: RF02
    and cells.n_metrics = cells.n_metrics_needed
    and case
        when tasks.task_type = 'span_extraction' then list_contains(tasks.metrics, scores.metric)
        else scores.metric = tasks.primary_metric
    end
group by cells.run_id, cells.task, cells.language, cells.value;
