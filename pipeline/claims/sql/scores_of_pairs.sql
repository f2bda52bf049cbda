-- grain: one row per pair_number
-- reads: run_scores, runs, incoming_unpaired (pair_number, run_id, baseline_run_id, task, language, split, metric)
-- arms of as many examples; pairs of imported runs alone: of all others, missing answers are a fault
-- without a baseline run the other arm scores nothing, which leaves the run's own score
select
    pairs.pair_number,
    subject.value as subject_value,
    coalesce(baseline.value, 0.0) as baseline_value,
    subject.n_examples
from incoming_unpaired as pairs
inner join runs on pairs.run_id = runs.run_id
inner join run_scores as subject
    on
        pairs.run_id = subject.run_id
        and pairs.task = subject.task
        and pairs.language = subject.language
        and pairs.split = subject.split
        and pairs.metric = subject.metric
left join run_scores as baseline
    on
        pairs.baseline_run_id = baseline.run_id
        and pairs.task = baseline.task
        and pairs.language = baseline.language
        and pairs.split = baseline.split
        and pairs.metric = baseline.metric
where
    runs.profile like 'import:%'
    and subject.n_examples > 0  -- 0: not stated
    and (pairs.baseline_run_id = '' or subject.n_examples = baseline.n_examples)
order by pairs.pair_number;
