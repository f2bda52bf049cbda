-- grain: one row per difference of one evidence row, in order
-- reads: differences
select
    aspect,
    claimed,
    evidence,
    effect,
    is_stated
from differences
where evidence_id = $evidence_id
order by position;
