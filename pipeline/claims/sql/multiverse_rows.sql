-- grain: one row per evidence row and definition, of one claim
-- reads: multiverse, evidence, claims, verdicts
select
    evidence.label,
    evidence.evidence_id,
    claims.statement,
    claims.unit,
    evidence.encoder,
    evidence.benchmark,
    verdicts.scope_differences::varchar <> '[]' as is_other_scope,
    multiverse.definition,
    multiverse.split,
    multiverse.english,
    multiverse.qa_metric,
    multiverse.retrieval,
    multiverse.retrieval_layer,
    multiverse.macro_over,
    multiverse.languages_seen,
    multiverse.value as mean_gain,
    multiverse.low,
    multiverse.high,
    multiverse.n_cells,
    multiverse.n_groups,
    multiverse.holds,
    multiverse.direction
from multiverse
inner join evidence on multiverse.evidence_id = evidence.evidence_id
inner join claims on multiverse.claim_id = claims.claim_id
inner join verdicts on multiverse.evidence_id = verdicts.evidence_id
where multiverse.claim_id = $claim_id  -- noqa: RF02
order by evidence.label, multiverse.evidence_id, multiverse.definition;
