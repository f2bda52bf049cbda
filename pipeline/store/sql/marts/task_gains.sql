-- grain: one row per run_id, task, language, split of a run with an intermediate phase and a baseline beside it
-- reads: cell_scores, current_runs
-- the gain in XTREME's task score; cells that lack a metric of the task are left out
create view task_gains as
select
    subject.run_id,
    baseline.run_id as baseline_run_id,
    runs.profile,
    runs.encoder,
    runs.source,
    runs.source_digest,
    runs.regime,
    runs.seed,
    subject.task,
    subject.language,
    subject.split,
    subject.metrics,
    subject.value,
    baseline.value as baseline_value,
    subject.value - baseline.value as gain,  -- points
    subject.n_examples,
    baseline.n_examples as baseline_n_examples,
    subject.n_available
from cell_scores as subject
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
inner join cell_scores as baseline
    on
        baseline_runs.run_id = baseline.run_id
        and subject.task = baseline.task
        and subject.language = baseline.language
        and subject.split = baseline.split
where
    runs.phase = 'target'
    and runs.regime <> 'none'
    and subject.n_metrics = subject.n_metrics_needed
    and baseline.n_metrics = baseline.n_metrics_needed;
