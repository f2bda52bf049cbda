-- grain: one row per document, or 'all' of them, outcome and bin of the reliability curve
select
    document_id,
    outcome,
    low,
    high,
    n_rows,
    n_true,
    mean_confidence
from calibration_bins
order by document_id, outcome, low
