-- grain: one row per language that a task covers, for one regime, split and metric; best score first
-- score is null where there is none; gap: English minus the language, null for English itself
with chosen as (
    select *
    from language_scores
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and regime = $regime
        and task = $task
        and split = $split
        and metric = $metric
),

baseline as (
    select
        language,
        mean_value
    from language_scores
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and regime = 'none'
        and task = $task
        and split = $split
        and metric = $metric
),

covered as (
    select unnest(languages) as language
    from tasks
    where task = $task
    union
    select language
    from chosen
)

select
    covered.language,
    coalesce(languages.name, covered.language) as language_name,
    coalesce(languages.family, 'unknown') as family,  -- noqa: RF04
    coalesce(languages.script, 'unknown') as script,
    chosen.mean_value as score,  -- percent, mean over seeds
    chosen.lowest_value as lowest_score,
    chosen.highest_value as highest_score,
    chosen.chance,
    chosen.n_seeds,
    case when covered.language <> 'en' then english.mean_value - chosen.mean_value end as gap,  -- points
    case when covered.language <> 'en' then english_baseline.mean_value - baseline.mean_value end as baseline_gap,
    gains.mean_gain as gain,  -- points; null: no baseline beside it
    languages.cc100_gib,
    places.latitude,
    places.longitude,
    coalesce(places.glottolog_name, '') as place_of
from covered
left join chosen on covered.language = chosen.language
left join baseline on covered.language = baseline.language
left join chosen as english on english.language = 'en'
left join baseline as english_baseline on english_baseline.language = 'en'
left join languages on covered.language = languages.language
left join language_places as places on covered.language = places.language
left join language_gains as gains
    on
        gains.profile = $profile
        and gains.encoder = $encoder
        and gains.source_digest = $source_digest
        and gains.regime = $regime  -- noqa: RF02
        and gains.task = $task
        and gains.split = $split
        and gains.metric = $metric
        and covered.language = gains.language
order by chosen.mean_value desc nulls last, language_name asc
