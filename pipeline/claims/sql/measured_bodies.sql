-- grain: one row per profile, encoder, source_digest with runs on target tasks
-- reads: current_runs
select distinct
    profile,
    encoder,
    source,
    source_digest
from current_runs
where phase = 'target'
order by profile, encoder, source_digest;
