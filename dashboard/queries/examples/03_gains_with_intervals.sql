-- title: Measured gains with their intervals
select
    claim_id,
    label,
    encoder,
    split,
    estimate,
    low,
    high,
    level,
    method,
    n_cells,
    n_cells_needed
from evidence
where kind = 'measured' and estimate is not null
order by claim_id, label
