-- grain: one row per run that scored the language on the task, split and metric
select
    runs.run_id,
    runs.regime,
    regimes.title as regime_title,
    runs.seed,
    scores.value,
    scores.chance,
    gains.gain,
    gains.baseline_run_id,
    scores.n_examples,
    scores.n_available
from run_scores as scores
inner join current_runs as runs on scores.run_id = runs.run_id
left join regimes on runs.regime = regimes.regime
left join gains
    on
        scores.run_id = gains.run_id
        and scores.task = gains.task
        and scores.language = gains.language
        and scores.split = gains.split
        and scores.metric = gains.metric
where
    runs.phase = 'target'
    and runs.profile = $profile
    and runs.encoder = $encoder
    and runs.source_digest = $source_digest
    and scores.task = $task
    and scores.split = $split
    and scores.metric = $metric
    and scores.language = $language
order by
    regimes.place,
    runs.seed,
    runs.run_id
