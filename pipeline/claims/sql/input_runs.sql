-- grain: one row per evidence_id, run_id of its inputs
-- reads: evidence, runs, scores
with
wanted as (
    select
        evidence_id,
        unnest(from_json(inputs -> 'run_ids', '["varchar"]')) as run_id
    from evidence
),

scored as (
    select
        run_id,
        sha256(string_agg(
            concat_ws('|', task, language, split, metric, value::varchar, n_examples::varchar, predictions_sha256), ' '
            order by task, language, split, metric
        )) as scores_sha256
    from scores
    group by run_id
)

select distinct
    wanted.evidence_id,
    'run' as input_kind,
    runs.run_id as input_id,
    runs.manifest_sha256 as sha256,
    scored.scores_sha256,
    runs.origin,
    runs.code_digest,
    runs.source,
    runs.source_digest,
    runs.git_commit
from wanted
inner join runs on wanted.run_id = runs.run_id
left join scored on runs.run_id = scored.run_id
order by wanted.evidence_id, runs.run_id;
