-- grain: one row per regime and target task of a body of runs, on one split and group of languages
-- score and gain are null where nothing is scored; `why` then says what is known of it
-- aggregation over the languages of the group: mean, median or lowest; an interval is stored for some means alone
-- split: dev, test, or dev_else_test as claims take it; mean_*: over the tasks of a regime that have a number
-- noqa: disable=RF02
with
encoder_runs as (
    select *
    from current_runs
    where profile = $profile and encoder = $encoder and source_digest = $source_digest and phase = 'target'
),

scored_regimes as (
    select
        regime,
        any_value(languages_seen order by started_at desc) as languages_seen
    from encoder_runs
    group by regime
),

targets as (
    select
        task,
        title,
        task_type,
        languages
    from tasks
    where task in (select target_task from encoder_runs)
),

covered as (
    select
        task,
        unnest(languages) as language
    from targets
),

needed as (
    select
        scored_regimes.regime,
        covered.task,
        count(*) as n_languages_needed
    from scored_regimes
    cross join covered
    left join languages on covered.language = languages.language
    where
        case $grouped_by
            when 'own' then true
            when 'all' then true
            when 'non_english' then covered.language <> 'en'
            when 'seen' then list_contains(scored_regimes.languages_seen, covered.language)
            when 'unseen' then not list_contains(scored_regimes.languages_seen, covered.language)
            when 'family' then coalesce(languages.family, 'unknown') = $member
            when 'script' then coalesce(languages.script, 'unknown') = $member
            when 'resource' then $member = case
                when languages.cc100_gib >= 10 then '10 GiB or more'
                when languages.cc100_gib >= 1 then '1 to 10 GiB'
                when languages.cc100_gib > 0 then 'below 1 GiB'
                else 'no size known'
            end
        end
    group by scored_regimes.regime, covered.task
),

picked as (
    select
        task,
        case
            when $split <> 'dev_else_test' then $split
            when list_contains(splits, 'dev') and exists (
                select 1
                from cells
                where
                    cells.task = tasks.task
                    and cells.split = 'dev'
                    and cells.profile = $profile
                    and cells.encoder = $encoder
                    and cells.source_digest = $source_digest
            ) then 'dev'
            else 'test'
        end as split
    from tasks
),

members as (
    select cells.*
    from cells
    inner join picked on cells.task = picked.task and cells.split = picked.split
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and metric = 'task_score'
        and case $grouped_by
            when 'own' then is_own
            when 'all' then true
            when 'non_english' then language <> 'en'
            when 'seen' then is_seen
            when 'unseen' then not is_seen
            when 'family' then family = $member
            when 'script' then script = $member
            when 'resource' then resource_level = $member
        end
),

summed as (
    select
        regime,
        task,
        case $aggregation when 'mean' then avg(score) when 'median' then median(score) else min(score) end as score,
        case $aggregation when 'mean' then avg(gain) when 'median' then median(gain) else min(gain) end as gain,
        count(*) as n_languages,
        count(gain) as n_languages_gained,
        count(*) filter (where is_own) as n_own,
        count(gain) filter (where is_own) as n_own_gained,
        count(*) filter (where is_at_chance) as n_at_chance,  -- score and baseline score
        min(n_seeds) as n_seeds,
        min(n_examples) as n_examples
    from members
    group by regime, task
),

failed as (
    select
        regime,
        target_task,
        count(*) filter (where status = 'failed') as n_failed,
        min(error) as error
    from encoder_runs
    group by regime, target_task
)

select
    regimes.regime,
    regimes.short_title as regime_title,
    targets.task,
    targets.title as task_title,
    picked.split,
    summed.score,
    summed.gain,
    coalesce(summed.n_languages, 0) as n_languages,
    coalesce(summed.n_languages_gained, 0) as n_languages_gained,
    coalesce(summed.n_own, 0) as n_own,  -- of the languages that the benchmark defines
    coalesce(summed.n_own_gained, 0) as n_own_gained,
    coalesce(needed.n_languages_needed, 0) as n_languages_needed,
    coalesce(summed.n_at_chance, 0) as n_at_chance,
    coalesce(summed.n_at_chance = summed.n_languages, false) as is_at_chance,
    avg(summed.score) over (partition by regimes.regime) as mean_score,
    avg(summed.gain) over (partition by regimes.regime) as mean_gain,
    count(summed.score) over (partition by regimes.regime) as n_tasks_scored,
    count(summed.gain) over (partition by regimes.regime) as n_tasks_gained,
    summed.n_seeds,
    summed.n_examples,
    intervals.low,
    intervals.high,
    intervals.level,
    case
        when intervals.high > intervals.low then summed.gain / ((intervals.high - intervals.low) / 2)
    end as gain_in_half_widths,
    case when intervals.low is not null then intervals.low <= 0 and intervals.high >= 0 end as covers_zero,
    case
        when summed.task is not null then ''
        when coalesce(needed.n_languages_needed, 0) = 0 then 'the task has no language of this group'
        when failed.target_task is null then 'no run yet'
        when failed.n_failed > 0 then 'run failed: ' || coalesce(failed.error, 'no reason kept')
        else 'no score on this split and these languages'
    end as why
from scored_regimes
inner join regimes on scored_regimes.regime = regimes.regime
cross join targets
left join picked on targets.task = picked.task
left join needed on regimes.regime = needed.regime and targets.task = needed.task
left join summed on regimes.regime = summed.regime and targets.task = summed.task
left join failed on regimes.regime = failed.regime and targets.task = failed.target_task
left join gain_intervals as intervals
    on
        $aggregation = 'mean'
        and intervals.language_set = $grouped_by
        and intervals.profile = $profile
        and intervals.encoder = $encoder
        and intervals.source_digest = $source_digest
        and picked.split = intervals.split
        and regimes.regime = intervals.regime
        and targets.task = intervals.task
        and summed.n_languages_gained = intervals.n_languages
order by
    regimes.regime = 'none' desc,
    mean_gain desc nulls last,
    regimes.place asc,
    list_position(
        [
            'sequence_classification', 'multiple_choice', 'token_classification', 'span_extraction',
            'sentence_retrieval'
        ],
        targets.task_type
    ) asc,
    task_title asc
