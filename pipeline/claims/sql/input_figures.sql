-- grain: one row per evidence_id, reported_id of its inputs
-- reads: evidence, reported_scores
with
wanted as (
    select
        evidence_id,
        unnest(from_json(inputs -> 'reported_ids', '["integer"]')) as reported_id
    from evidence
)

select distinct
    wanted.evidence_id,
    'reported figure' as input_kind,
    figures.reported_id::varchar as input_id,
    sha256(to_json(figures)::varchar) as sha256,  -- noqa: RF02
    figures.source_id as origin,
    figures.table_or_section as source  -- noqa: RF04
from wanted
inner join reported_scores as figures on wanted.reported_id = figures.reported_id
order by wanted.evidence_id, input_id;
