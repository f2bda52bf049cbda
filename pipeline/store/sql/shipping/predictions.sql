-- grain: one row per run_id, task, language, split, example_id
-- reads: predictions, runs
-- what the runs answered to one example stands together, which packs best; texts of other sources are not ours to ship
select
    predictions.run_id,
    predictions.task,
    predictions.language,
    predictions.split,
    predictions.example_id,
    case when runs.source = 'generated' then predictions.predicted end as predicted,
    case when runs.source = 'generated' then predictions.gold end as gold,
    predictions.outcome,
    predictions.n_true_positive,
    predictions.n_predicted,
    predictions.n_gold
from predictions
inner join runs on predictions.run_id = runs.run_id
order by
    predictions.task, predictions.split, predictions.language, predictions.example_id, predictions.run_id,
    predictions.predicted;
