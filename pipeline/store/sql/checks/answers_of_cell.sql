-- grain: one row per answer of the cell: example_id
-- reads: predictions
select
    example_id,
    predicted,
    gold,
    outcome,
    n_true_positive,
    n_predicted,
    n_gold
from predictions
where run_id = $run_id and task = $task and language = $language and split = $split
order by example_id;
