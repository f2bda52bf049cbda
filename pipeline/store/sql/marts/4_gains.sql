-- grain: one row per run_id, task, language, split, metric of a run with an intermediate phase and a baseline beside it
-- reads: run_scores, experiment_pairs
-- metric: as in run_scores, "task_score" among them
-- is_seen: whether masked LM has seen the language by the end of the run, not the baseline's; null: not known
create view gains as
select
    subject.run_id,
    baseline.run_id as baseline_run_id,
    pairs.profile,
    pairs.encoder,
    pairs.encoder_digest,
    pairs.source,
    pairs.source_digest,
    pairs.regime,
    pairs.seed,
    subject.task,
    subject.language,
    subject.split,
    subject.metric,
    subject.value,  -- percent
    baseline.value as baseline_value,
    subject.value - baseline.value as gain,  -- points
    subject.chance,
    subject.n_examples,
    baseline.n_examples as baseline_n_examples,
    subject.n_available,
    subject.is_seen
from run_scores as subject
inner join experiment_pairs as pairs on subject.run_id = pairs.run_id
inner join run_scores as baseline
    on
        pairs.baseline_run_id = baseline.run_id
        and subject.task = baseline.task
        and subject.language = baseline.language
        and subject.split = baseline.split
        and subject.metric = baseline.metric;
