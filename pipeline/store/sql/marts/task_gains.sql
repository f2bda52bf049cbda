-- grain: one row per run_id, task, language, split of a run with an intermediate phase and a baseline beside it
-- reads: cell_scores, experiment_pairs
-- the gain in XTREME's task score; cells that lack a metric of the task are left out
create view task_gains as
select
    subject.run_id,
    baseline.run_id as baseline_run_id,
    pairs.profile,
    pairs.encoder,
    pairs.source,
    pairs.source_digest,
    pairs.regime,
    pairs.seed,
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
inner join experiment_pairs as pairs on subject.run_id = pairs.run_id
inner join cell_scores as baseline
    on
        pairs.baseline_run_id = baseline.run_id
        and subject.task = baseline.task
        and subject.language = baseline.language
        and subject.split = baseline.split
where
    subject.n_metrics = subject.n_metrics_needed
    and baseline.n_metrics = baseline.n_metrics_needed;
