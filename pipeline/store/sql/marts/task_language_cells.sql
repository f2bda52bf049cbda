-- grain: one row per profile, encoder, source_digest, regime, task, split, language
-- reads: cell_scores, current_runs, task_gains, tasks, languages, gain_intervals
-- scores and gains in XTREME's task score; cells that lack a metric of the task are left out
create view task_language_cells as
with
scored as (
    select
        runs.profile,
        runs.encoder,
        runs.source_digest,
        runs.regime,
        cells.task,
        cells.split,
        cells.language,
        median(cells.value) as score,
        count(*) as n_seeds,
        min(cells.n_examples) as n_examples,
        case
            when count(distinct coalesce(cells.is_seen::varchar, 'unknown')) = 1 then bool_and(cells.is_seen)
        end as is_seen
    from cell_scores as cells
    inner join current_runs as runs on cells.run_id = runs.run_id
    where runs.phase = 'target' and cells.n_metrics = cells.n_metrics_needed
    group by all
),

gained as (
    select
        profile,
        encoder,
        source_digest,
        regime,
        task,
        split,
        language,
        median(gain) as gain,
        median(baseline_value) as baseline_score,
        count(*) as n_gain_seeds
    from task_gains
    group by all
)

select
    scored.profile,
    scored.encoder,
    scored.source_digest,
    scored.regime,
    scored.task,
    scored.split,
    scored.language,
    coalesce(languages.name, scored.language) as language_name,
    coalesce(languages.family, 'unknown') as family,  -- noqa: RF04
    coalesce(languages.script, 'unknown') as script,
    case
        when languages.cc100_gib >= 10 then '10 GiB or more'
        when languages.cc100_gib >= 1 then '1 to 10 GiB'
        when languages.cc100_gib > 0 then 'below 1 GiB'
        else 'no size known'
    end as resource_level,  -- text in CC-100
    list_contains(tasks.languages, scored.language) as is_own,  -- the benchmark defines the task in this language
    scored.is_seen,  -- by the masked LM of the run's own encoder; null: not known, or not the same for all seeds
    scored.score,  -- median over seeds, percent
    scored.n_seeds,
    scored.n_examples,
    gained.gain,  -- median over seeds, points; null: no baseline beside it
    gained.baseline_score,
    gained.n_gain_seeds,
    intervals.low,  -- interval of the gain in this language alone; null: none is stored
    intervals.high,
    intervals.level
from scored
inner join tasks on scored.task = tasks.task
left join languages on scored.language = languages.language
left join gained
    on
        scored.profile = gained.profile
        and scored.encoder = gained.encoder
        and scored.source_digest = gained.source_digest
        and scored.regime = gained.regime
        and scored.task = gained.task
        and scored.split = gained.split
        and scored.language = gained.language
left join gain_intervals as intervals
    on
        intervals.language_set = 'one'
        and scored.profile = intervals.profile
        and scored.encoder = intervals.encoder
        and scored.source_digest = intervals.source_digest
        and scored.regime = intervals.regime
        and scored.task = intervals.task
        and scored.split = intervals.split
        and scored.language = intervals.language;
