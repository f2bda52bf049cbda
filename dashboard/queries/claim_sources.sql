-- grain: one row per published source whose figures are inputs of evidence on one claim
select
    reported.source_id,
    any_value(reported.source_title) as source_title,
    any_value(reported.source_url) as source_url,
    string_agg(distinct reported.table_or_section, '; ' order by reported.table_or_section) as places,
    count(distinct reported.reported_id) as n_figures
from evidence_inputs as inputs
inner join evidence on inputs.evidence_id = evidence.evidence_id
inner join reported_scores as reported
    on inputs.input_kind = 'reported figure' and inputs.input_id = reported.reported_id::varchar
where evidence.claim_id = $claim_id  -- noqa: RF02
group by reported.source_id
order by reported.source_id
