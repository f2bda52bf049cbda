-- grain: one row per run, target task, language, split and metric, seed by seed
-- reads: run_scores, current_runs
select
    runs.profile,
    runs.encoder,
    runs.source,
    runs.source_digest,
    runs.regime,
    runs.seed,
    scores.task,
    scores.language,
    scores.split,
    scores.metric,
    scores.value as score,
    scores.chance,
    scores.n_examples,
    scores.n_available,
    scores.run_id
from run_scores as scores
inner join current_runs as runs on scores.run_id = runs.run_id
order by all;
