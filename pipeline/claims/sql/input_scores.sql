-- grain: one row per evidence_id, score_id of its inputs
-- reads: evidence, benchmark_scores
with
wanted as (
    select
        evidence_id,
        unnest(from_json(inputs -> 'score_ids', '["varchar"]')) as score_id
    from evidence
)

select distinct
    wanted.evidence_id,
    'imported score' as input_kind,
    scored.score_id as input_id,
    sha256(to_json(scored)::varchar) as sha256,  -- noqa: RF02
    scored.profile as origin,
    scored.file as source,  -- noqa: RF04
    scored.sha256 as source_digest
from wanted
inner join benchmark_scores as scored on wanted.score_id = scored.score_id
order by wanted.evidence_id, input_id;
