-- grain: one row per run_id, task, language, split, metric of a run with an intermediate phase and a baseline beside it
-- reads: scores, current_runs
create view gains as
select
    subject.run_id,
    baseline.run_id as baseline_run_id,
    runs.profile,
    runs.encoder,
    runs.encoder_digest,
    runs.source,
    runs.source_digest,
    runs.regime,
    runs.seed,
    subject.task,
    subject.language,
    subject.split,
    subject.metric,
    subject.value,
    baseline.value as baseline_value,
    subject.value - baseline.value as gain,  -- points
    subject.n_examples,
    subject.chance
from scores as subject
inner join current_runs as runs on subject.run_id = runs.run_id
inner join current_runs as baseline_runs
    on
        runs.profile = baseline_runs.profile
        and runs.encoder = baseline_runs.encoder
        and runs.target_task = baseline_runs.target_task
        and runs.seed = baseline_runs.seed
        and runs.source_digest = baseline_runs.source_digest
        and runs.phase = baseline_runs.phase
        and baseline_runs.regime = 'none'
inner join scores as baseline
    on
        baseline_runs.run_id = baseline.run_id
        and subject.task = baseline.task
        and subject.language = baseline.language
        and subject.split = baseline.split
        and subject.metric = baseline.metric
where runs.phase = 'target' and runs.regime <> 'none';
