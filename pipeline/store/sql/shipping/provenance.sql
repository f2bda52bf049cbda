-- grain: one row; where the numbers of the runs come from
-- reads: runs
with
trained as (
    -- targets that are trained on the same task share the phase
    select distinct
        coalesce(config ->> 'input_key', run_id) as phase_key,
        n_train_tokens / tokens_per_second as seconds
    from runs
    where tokens_per_second > 0
)

select
    min(started_at) as measured_from,
    max(started_at) as measured_to,
    coalesce(list(distinct git_commit) filter (where git_commit is not null), []) as git_commits,
    list(distinct code_digest) as code_digests,
    list(distinct versions::varchar) as versions,
    coalesce(sum(wall_seconds), 0) as scoring_seconds,
    (select coalesce(sum(trained.seconds), 0) from trained) as training_seconds
from runs;
