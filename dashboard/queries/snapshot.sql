-- grain: one row; what the published file is and how much it holds
select
    builds.snapshot_id,
    builds.schema_version,
    builds.built_at,
    builds.git_commit,
    (select count(*) from runs) as n_runs,
    (select count(*) from scores) as n_scores,
    (select count(*) from claims) as n_claims,
    (select count(*) from verdicts) as n_verdicts
from builds
