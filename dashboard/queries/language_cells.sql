-- grain: one row per regime and language that the task covers, on one split and metric
-- score is null where there is none
-- seen: whether the masked LM of the encoder has seen the language, the same for all regimes: seen, unseen or unknown
-- group_*: mean over the languages of the regime that are alike in `seen`, English left out; null for English
-- gap: English minus the language, null for English itself; baseline_gap: the same without an intermediate task
with encoder as (
    select languages_seen
    from current_runs
    where profile = $profile and encoder = $encoder and source_digest = $source_digest and phase = 'target'
    order by (regime = 'none') desc, regime asc, started_at desc
    limit 1
),

chosen as (
    select *
    from cells
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
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
),

of_task as (
    select distinct regime
    from cells
    where profile = $profile and encoder = $encoder and source_digest = $source_digest and task = $task
),

described as (
    select
        covered.language,
        coalesce(languages.name, covered.language) as language_name,
        coalesce(languages.family, 'unknown') as family,  -- noqa: RF04
        coalesce(languages.script, 'unknown') as script,
        case list_contains(encoder.languages_seen, covered.language)
            when true then 'seen'
            when false then 'unseen'
            else 'unknown'
        end as seen,
        languages.cc100_gib,
        places.latitude,
        places.longitude,
        coalesce(places.glottolog_name, '') as place_of
    from covered
    cross join encoder
    left join languages on covered.language = languages.language
    left join language_places as places on covered.language = places.language
)

select
    of_task.regime,
    regimes.title as regime_title,
    regimes.short_title as regime_short_title,
    described.language,
    described.language_name,
    described.family,
    described.script,
    described.seen,
    chosen.score,  -- percent, mean over seeds
    chosen.lowest_score,
    chosen.highest_score,
    chosen.baseline_score,
    chosen.gain,  -- points; null: no baseline beside it
    chosen.lowest_gain,
    chosen.highest_gain,
    chosen.chance,
    chosen.is_at_chance,
    chosen.n_examples,
    chosen.n_seeds,
    case when described.language <> 'en' then english.score - chosen.score end as gap,  -- points
    case when described.language <> 'en' then english_baseline.score - baseline.score end as baseline_gap,
    avg(chosen.score) filter (where described.language <> 'en') over alike as group_score,
    avg(chosen.gain) filter (where described.language <> 'en') over alike as group_gain,
    avg(chosen.chance) filter (where described.language <> 'en') over alike as group_chance,
    count(chosen.score) filter (where described.language <> 'en') over alike as n_group_languages,
    described.cc100_gib,
    described.latitude,
    described.longitude,
    described.place_of
from of_task
cross join described
inner join regimes on of_task.regime = regimes.regime
left join chosen on of_task.regime = chosen.regime and described.language = chosen.language
left join chosen as baseline on baseline.regime = 'none' and described.language = baseline.language
left join chosen as english on of_task.regime = english.regime and english.language = 'en'
left join chosen as english_baseline on english_baseline.regime = 'none' and english_baseline.language = 'en'
window alike as (partition by of_task.regime, described.seen)
order by regimes.place, described.language
