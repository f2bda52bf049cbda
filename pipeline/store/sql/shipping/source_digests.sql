-- grain: one row per source, source_digest
-- reads: runs
select distinct
    source,
    source_digest
from runs
order by source, source_digest;
