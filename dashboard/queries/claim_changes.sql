-- grain: one row per change of a verdict on one claim, the newest first
select
    line,
    recorded_at,
    snapshot_id,
    label,
    verdict_before,
    direction_before,
    estimate_before,
    verdict_after,
    direction_after,
    estimate_after,
    causes,
    (select count(*) from ledger_faults) as n_faults
from verdict_changes
where claim_id = $claim_id
order by line desc
