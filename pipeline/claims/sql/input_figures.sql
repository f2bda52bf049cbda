-- grain: one row per evidence_id, reported_id of its inputs
-- reads: evidence, reported_scores, entered_scores
with
wanted as (
    select
        evidence_id,
        unnest(from_json(inputs -> 'reported_ids', '["integer"]')) as reported_id
    from evidence
),

figures as (
    select
        reported_id,
        'reported figure' as input_kind,
        sha256(to_json(reported_scores)::varchar) as sha256,
        source_id,
        table_or_section
    from reported_scores
    union all
    select
        reported_id,
        'figure entered by hand' as input_kind,
        sha256(to_json(entered_scores)::varchar) as sha256,
        source_id,
        table_or_section
    from entered_scores
)

select distinct
    wanted.evidence_id,
    figures.input_kind,
    figures.reported_id::varchar as input_id,
    figures.sha256,
    figures.source_id as origin,
    figures.table_or_section as source  -- noqa: RF04
from wanted
inner join figures on wanted.reported_id = figures.reported_id
order by wanted.evidence_id, input_id;
