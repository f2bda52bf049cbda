-- grain: one row per language of a task, two regimes set against each other; first the mean over languages (language
-- is empty), then the greatest difference, last the languages that cannot be compared (difference is null)
-- told_apart: the corrected interval lies above zero (better), below (worse) or holds it (no); null: no interval
with kept as (
    select *
    from comparisons
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and task = $task
        and split = $split
),

turned as (
    select
        language,
        difference,
        low,
        high,
        corrected_low,
        corrected_high,
        level,
        n_compared,
        p,
        p_holm,
        n_examples,
        n_languages,
        n_seeds
    from kept
    where subject = $subject and rival = $rival
    union all
    select
        language,
        -difference as difference,
        -high as low,
        -low as high,
        -corrected_high as corrected_low,
        -corrected_low as corrected_high,
        level,
        n_compared,
        p,
        p_holm,
        n_examples,
        n_languages,
        n_seeds
    from kept
    where subject = $rival and rival = $subject
),

covered as (
    select unnest(languages) as language
    from tasks
    where task = $task
    union
    select language
    from turned
),

scored as (
    select
        regime,
        language,
        score
    from cells
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and task = $task
        and split = $split
        and metric = 'task_score'
)

select
    covered.language,
    case
        when covered.language = '' then 'Mean over languages' else coalesce(languages.name, covered.language)
    end as language_name,
    coalesce(languages.family, '') as family,  -- noqa: RF04
    coalesce(languages.script, '') as script,
    subject_scored.score as subject_score,  -- mean over seeds, percent
    rival_scored.score as rival_score,
    turned.difference,  -- points
    turned.low,
    turned.high,
    turned.corrected_low,
    turned.corrected_high,
    turned.level,
    turned.n_compared,
    turned.p,
    turned.p_holm,
    turned.n_examples,
    turned.n_languages,
    turned.n_seeds,
    case
        when turned.corrected_low is null then null
        when turned.corrected_low > 0 then 'better'
        when turned.corrected_high < 0 then 'worse'
        else 'no'
    end as told_apart
from covered
left join turned on covered.language = turned.language
left join languages on covered.language = languages.language
left join scored as subject_scored
    on covered.language = subject_scored.language and subject_scored.regime = $subject  -- noqa: RF02
left join scored as rival_scored
    on covered.language = rival_scored.language and rival_scored.regime = $rival  -- noqa: RF02
order by covered.language <> '' asc, turned.difference desc nulls last, language_name asc
