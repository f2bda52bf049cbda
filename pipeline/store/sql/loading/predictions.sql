-- grain: one row per run_id, task, language, split, example_id
-- reads: the cells' Parquet files, incoming_cells (file_name with the cell it belongs to)
insert into predictions
select
    cells.run_id,
    cells.task,
    cells.language,
    cells.split,
    rows.example_id,
    rows.predicted,
    rows.gold,
    rows.outcome,
    rows.n_true_positive,
    rows.n_predicted,
    rows.n_gold
from read_parquet($files, filename = 'file_name') as rows  -- noqa: RF02, RF04
inner join incoming_cells as cells on rows.file_name = cells.file_name;
