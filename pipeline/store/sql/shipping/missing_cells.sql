-- grain: one row per profile, source_digest, task, language, split
-- reads: missing_cells
select *  -- noqa: AM04
from missing_cells
order by profile, source, source_digest, task, language, split;
