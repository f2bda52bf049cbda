-- grain: one row per data source and code behind the runs of one body of evidence
select
    inputs.source,
    inputs.source_digest,
    inputs.origin,
    inputs.code_digest,
    inputs.git_commit,
    count(*) as n_runs
from evidence_inputs as inputs
where inputs.evidence_id = $evidence_id and inputs.input_kind = 'run'
group by all
order by n_runs desc, inputs.source asc, inputs.source_digest asc, inputs.code_digest asc
