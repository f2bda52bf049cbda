-- grain: one row per source whose figures are inputs of evidence on one claim
-- entered_by: null for checked sources
with
figures as (
    select
        *,
        null::varchar as entered_by,
        null::timestamp as entered_at
    from reported_scores
    union all by name
    select * exclude (file_name, file_sha256) from entered_scores
)

select
    reported.source_id,
    any_value(reported.source_title) as source_title,
    any_value(reported.source_url) as source_url,
    string_agg(distinct reported.table_or_section, '; ' order by reported.table_or_section) as places,
    any_value(reported.entered_by) as entered_by,
    any_value(reported.entered_at) as entered_at,
    count(distinct reported.reported_id) as n_figures
from evidence_inputs as inputs
inner join evidence on inputs.evidence_id = evidence.evidence_id
inner join figures as reported
    on
        inputs.input_kind in ('reported figure', 'figure entered by hand')
        and inputs.input_id = reported.reported_id::varchar
where evidence.claim_id = $claim_id  -- noqa: RF02
group by reported.source_id
order by any_value(reported.entered_by) is not null, reported.source_id
