-- grain: one row per document, or 'all' of them, and outcome that the printed confidences are held against
select
    document_id,
    outcome,
    n_rows,
    n_true,
    n_left_out,
    brier,
    brier_of_base_rate,
    statement
from calibrations
order by document_id <> 'all', document_id, outcome
