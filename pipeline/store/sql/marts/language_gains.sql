-- grain: one row per profile, encoder, source_digest, regime, task, language, split, metric
-- reads: gains
-- is_seen: as in gains; null also where it is not the same for all seeds
create view language_gains as
select
    profile,
    encoder,
    source,
    source_digest,
    regime,
    task,
    language,
    split,
    metric,
    avg(gain) as mean_gain,  -- over seeds, points
    min(gain) as lowest_gain,
    max(gain) as highest_gain,
    avg(value) as mean_value,
    avg(baseline_value) as mean_baseline_value,
    count(*) as n_seeds,
    case when count(distinct coalesce(is_seen::varchar, 'unknown')) = 1 then bool_and(is_seen) end as is_seen
from gains
group by all;
