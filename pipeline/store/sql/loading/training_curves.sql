-- grain: one row per run_id, step
-- reads: the runs' curve.parquet, incoming_curves (file_name with its run)
insert into training_curves
select
    curves.run_id,
    rows.step,
    rows.n_tokens,
    rows.loss,
    rows.learning_rate
from read_parquet($files, filename = 'file_name') as rows  -- noqa: RF02, RF04
inner join incoming_curves as curves on rows.file_name = curves.file_name;
