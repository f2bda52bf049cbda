-- grain: one row per profile, encoder, source_digest with scores; real text before generated, then the fullest first
select
    runs.profile,
    runs.encoder,
    runs.source,
    runs.source_digest,
    max(runs.n_parameters) as n_parameters,
    count(distinct runs.run_id) as n_runs,
    count(distinct runs.seed) as n_seeds,
    count(distinct runs.regime) filter (where runs.regime <> 'none') as n_regimes,
    count(distinct scores.language) as n_languages,
    count(distinct scores.task) as n_tasks
from current_runs as runs
inner join scores on runs.run_id = scores.run_id
where runs.phase = 'target'
group by all
order by any_value(runs.source) = 'generated' asc, n_runs desc, runs.profile asc
