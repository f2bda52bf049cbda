-- grain: one row per task, split, pair of regimes, language, seed of one body of runs
-- reads: run_scores, current_runs
-- the two arms differ in the intermediate phase alone, as in experiment_pairs; "none" is never the subject
with arms as (
    select
        runs.run_id,
        runs.regime,
        runs.seed,
        runs.code_digest,
        (runs.config -> 'fine_tuning')::varchar as fine_tuning,
        (runs.config -> 'evaluation')::varchar as evaluation,
        (runs.config -> 'pretraining')::varchar as pretraining,
        scores.task,
        scores.language,
        scores.split,
        scores.value as score,
        scores.n_examples,
        scores.n_available
    from current_runs as runs
    inner join run_scores as scores on runs.run_id = scores.run_id
    where
        runs.phase = 'target'
        and runs.profile = $profile  -- noqa: RF02
        and runs.encoder = $encoder  -- noqa: RF02
        and runs.source_digest = $source_digest  -- noqa: RF02
        and scores.metric = 'task_score'
)

select
    subject.run_id,
    rival.run_id as baseline_run_id,
    subject.regime as subject,
    rival.regime as rival,
    subject.seed,
    subject.task,
    subject.language,
    subject.split,
    subject.score,
    rival.score as rival_score,
    subject.score - rival.score as gain,
    subject.n_examples,
    rival.n_examples as baseline_n_examples,
    subject.n_available
from arms as subject
inner join arms as rival
    on
        subject.task = rival.task
        and subject.language = rival.language
        and subject.split = rival.split
        and subject.seed = rival.seed
        and subject.code_digest = rival.code_digest
        and subject.fine_tuning is not distinct from rival.fine_tuning
        and subject.evaluation is not distinct from rival.evaluation
        and subject.pretraining is not distinct from rival.pretraining
where subject.regime <> 'none' and (rival.regime = 'none' or subject.regime < rival.regime)
order by subject.task, subject.split, subject.regime, rival.regime, subject.language, subject.seed;
