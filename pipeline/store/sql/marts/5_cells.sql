-- grain: one row per profile, encoder, source_digest, regime, task, language, split, metric
-- reads: run_scores, current_runs, gains, tasks, languages, gain_intervals
-- the one place where seeds are averaged: score, baseline_score and gain are means over the same seeds, so that
-- score - baseline_score = gain; metric: as in run_scores, "task_score" among them
create view cells as
with
members as (
    select
        runs.profile,
        runs.encoder,
        runs.source,
        runs.source_digest,
        runs.regime,
        scores.*,
        gains.baseline_value,
        gains.gain,
        -- seeds without a baseline beside them stay out where others have one
        gains.run_id is not null
        or count(gains.run_id) over (
            partition by
                runs.profile,
                runs.encoder,
                runs.source_digest,
                runs.regime,
                scores.task,
                scores.language,
                scores.split,
                scores.metric
        ) = 0 as is_taken
    from run_scores as scores
    inner join current_runs as runs on scores.run_id = runs.run_id
    left join gains
        on
            scores.run_id = gains.run_id
            and scores.task = gains.task
            and scores.language = gains.language
            and scores.split = gains.split
            and scores.metric = gains.metric
    where runs.phase = 'target'
),

averaged as (
    select
        profile,
        encoder,
        source,
        source_digest,
        regime,
        task,
        language,
        split,
        metric,
        avg(value) filter (where is_taken) as score,
        min(value) filter (where is_taken) as lowest_score,
        max(value) filter (where is_taken) as highest_score,
        avg(baseline_value) as baseline_score,
        avg(gain) as gain,
        min(gain) as lowest_gain,
        max(gain) as highest_gain,
        count(*) filter (where is_taken) as n_seeds,
        count(*) filter (where not is_taken) as n_seeds_left_out,
        avg(chance) filter (where is_taken) as chance,
        min(n_examples) filter (where is_taken) as n_examples,
        max(n_available) filter (where is_taken) as n_available,
        case when count(distinct coalesce(is_seen::varchar, 'unknown')) = 1 then bool_and(is_seen) end as is_seen
    from members
    group by all
)

select
    averaged.profile,
    averaged.encoder,
    averaged.source,
    averaged.source_digest,
    averaged.regime,
    averaged.task,
    averaged.language,
    averaged.split,
    averaged.metric,
    averaged.score,  -- percent, mean over seeds
    averaged.lowest_score,
    averaged.highest_score,
    averaged.baseline_score,  -- mean over the same seeds; null, as the gain: no baseline beside it
    averaged.gain,  -- points: score - baseline_score
    averaged.lowest_gain,
    averaged.highest_gain,
    averaged.n_seeds,  -- behind the score, and the gain if there is one
    averaged.n_seeds_left_out,  -- scored, but without a baseline, where other seeds have one
    averaged.chance,  -- percent of the declared random guesser on the same examples; null: not known
    -- score and, if there is one, baseline score are at most what 97.5% of random guessers reach on as many examples
    greatest(averaged.score, averaged.baseline_score)
    <= averaged.chance + 1.96 * sqrt(averaged.chance * (100 - averaged.chance) / averaged.n_examples) as is_at_chance,
    averaged.n_examples,
    averaged.n_available,
    averaged.is_seen,  -- by the masked LM of the run's own encoder; null: not known, or not the same for all seeds
    coalesce(languages.name, averaged.language) as language_name,
    coalesce(languages.family, 'unknown') as family,  -- noqa: RF04
    coalesce(languages.script, 'unknown') as script,
    case
        when languages.cc100_gib >= 10 then '10 GiB or more'
        when languages.cc100_gib >= 1 then '1 to 10 GiB'
        when languages.cc100_gib > 0 then 'below 1 GiB'
        else 'no size known'
    end as resource_level,  -- text in CC-100
    list_contains(tasks.languages, averaged.language) as is_own,  -- the benchmark defines the task in this language
    intervals.low,  -- interval of the gain of the task score in this language alone; null: none is stored
    intervals.high,
    intervals.level
from averaged
left join tasks on averaged.task = tasks.task
left join languages on averaged.language = languages.language
left join gain_intervals as intervals
    on
        averaged.metric = 'task_score'
        and intervals.language_set = 'one'
        and averaged.profile = intervals.profile
        and averaged.encoder = intervals.encoder
        and averaged.source_digest = intervals.source_digest
        and averaged.regime = intervals.regime
        and averaged.task = intervals.task
        and averaged.split = intervals.split
        and averaged.language = intervals.language;
