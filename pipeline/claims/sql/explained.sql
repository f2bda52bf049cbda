-- grain: one row per evidence row, with its claim, verdict and recomputation
-- reads: evidence, claims, verdicts, recomputations
select
    claims.claim_id,
    claims.statement,
    claims.source_version,
    claims.locator,
    claims.kind as claim_kind,
    claims.comparator,
    claims.value as claimed,
    claims.unit,
    claims.definition,
    evidence.evidence_id,
    evidence.kind,
    evidence.label,
    evidence.profile,
    evidence.method,
    evidence.estimate,
    evidence.low,
    evidence.high,
    evidence.level,
    evidence.n_cells,
    evidence.n_cells_needed,
    evidence.missing_cells,
    evidence.details,
    evidence.sql as rows_sql,
    verdicts.verdict,
    verdicts.direction,
    verdicts.only_by_rounding,
    verdicts.rounding_low,
    verdicts.rounding_high,
    verdicts.tolerance,
    verdicts.reason,
    verdicts.scope_differences,
    recomputations.reading,
    recomputations.evidence_key,
    recomputations.quantity,
    recomputations.stored_value,
    recomputations.sql,
    recomputations.why_not,
    recomputations.n_rows,
    recomputations.rows_sha256,
    recomputations.code_digest
from evidence
inner join claims on evidence.claim_id = claims.claim_id
inner join verdicts on evidence.evidence_id = verdicts.evidence_id
inner join recomputations on evidence.evidence_id = recomputations.evidence_id
order by claims.claim_id, evidence.kind, evidence.label, evidence.evidence_id;
