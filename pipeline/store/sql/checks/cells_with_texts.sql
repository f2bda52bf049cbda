-- grain: one row per cell whose answers and gold are kept as texts that take a metric to compare
-- reads: scores, predictions, tasks
select
    predictions.run_id,
    predictions.task,
    predictions.language,
    predictions.split,
    tasks.task_type,
    count(*) as n_answers
from predictions
inner join tasks on predictions.task = tasks.task
where
    tasks.task_type in ('span_extraction', 'token_classification')
    or (tasks.task_type = 'sentence_retrieval' and tasks.primary_metric = 'map@20')
group by all
having bool_and(predictions.predicted || predictions.gold is not null) and bool_or(predictions.gold != '')
order by all;
