-- grain: one row per run_id, task, language and example of the runs of a study on one split
-- reads: predictions, incoming_study_runs (run_id)
select
    predictions.run_id,
    predictions.task,
    predictions.language,
    predictions.example_id,
    predictions.outcome,
    coalesce(predictions.n_true_positive::double, 'nan'::double) as n_true_positive,
    coalesce(predictions.n_predicted::double, 'nan'::double) as n_predicted,
    coalesce(predictions.n_gold::double, 'nan'::double) as n_gold
from predictions
inner join incoming_study_runs as wanted on predictions.run_id = wanted.run_id
where predictions.split = $split  -- noqa: RF02
order by predictions.run_id, predictions.task, predictions.language, predictions.example_id;
