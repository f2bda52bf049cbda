-- grain: one row per run or published figure behind one evidence row
-- reads: evidence_inputs
select
    input_kind,
    input_id,
    sha256,
    scores_sha256,
    origin,
    code_digest,
    source,
    source_digest,
    git_commit
from evidence_inputs
where evidence_id = $evidence_id
order by input_kind, input_id;
