-- grain: one row per step of one run
select
    step,
    n_tokens,
    loss,
    learning_rate
from training_curves
where run_id = $run_id
order by step
