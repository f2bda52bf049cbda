-- grain: one row per body of evidence that bounds what it cannot compute; those that lack the fewest tasks first
-- needed, needed_low, needed_high: sum of gains that the missing tasks would need together
with bounded as (
    select
        evidence_id,
        claim_id,
        label,
        (details -> 'bound' ->> 'n_printed')::integer as n_printed,
        (details -> 'bound' -> 'sum_needed_of_missing' ->> 'value')::double as needed,
        (details -> 'bound' -> 'sum_needed_of_missing' ->> 'low')::double as needed_low,
        (details -> 'bound' -> 'sum_needed_of_missing' ->> 'high')::double as needed_high,
        from_json(details -> 'bound' -> 'missing_tasks', '["varchar"]') as missing_tasks
    from evidence
    where
        json_type(details -> 'bound' -> 'sum_needed_of_missing') = 'OBJECT'
        and not contains(evidence_id, '|entered:')  -- by hand, and checked by nobody
)

select
    bounded.*,
    len(bounded.missing_tasks) as n_missing,
    (
        select string_agg(coalesce(tasks.title, missing.task), '; ' order by missing.task)
        from (select unnest(bounded.missing_tasks) as task) as missing
        left join tasks on missing.task = tasks.task
    ) as missing_titles
from bounded
order by bounded.claim_id asc, n_missing asc, bounded.evidence_id asc
