-- grain: one row per claim and figure that another version of its source prints for it, as its claims file says
with declared as (
    select
        claim_id,
        unnest(from_json(definition -> 'earlier_versions', '["json"]')) as earlier
    from claims
    where json_type(definition -> 'earlier_versions') = 'ARRAY'
)

select
    declared.claim_id,
    declared.earlier ->> 'version' as version,
    reported.value_text as printed,
    reported.source_id,
    reported.source_title,
    reported.source_url,
    reported.table_or_section as place
from declared
inner join reported_scores as reported
    on
        declared.earlier ->> 'source' = reported.source_id
        and declared.earlier ->> 'row' = reported.system
order by declared.claim_id, reported.reported_id
