-- grain: one row per respect in which the setting of one body of evidence is not the claim's
select
    aspect,
    claimed,
    evidence as found,
    effect,
    is_stated
from differences
where evidence_id = $evidence_id
order by position
