-- grain: one row per regime and language that the task covers; mean_value is null where there is no score
-- seen: whether the masked LM of the encoder has seen the language, the same for all regimes: seen, unseen or unknown
with encoder as (
    select languages_seen
    from current_runs
    where profile = $profile and encoder = $encoder and source_digest = $source_digest and phase = 'target'
    order by (regime = 'none') desc, regime asc, started_at desc
    limit 1
),

chosen as (
    select *
    from language_scores
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

regimes as (
    select distinct regime
    from language_scores
    where profile = $profile and encoder = $encoder and source_digest = $source_digest and task = $task
)

select
    regimes.regime,
    case
        when regimes.regime = 'none' then 'No intermediate task (baseline)'
        else
            coalesce(intermediate.title, replace(split_part(regimes.regime, '+', 1), 'multi_task', 'Multi-task'))
            || replace(replace(regexp_extract(regimes.regime, '\+.*'), '+mlm', ' + MLM'), '+translated', ', translated')
    end as regime_title,
    covered.language,
    coalesce(languages.name, covered.language) as language_name,
    coalesce(languages.family, 'unknown') as family,
    coalesce(languages.script, 'unknown') as script,
    case list_contains(encoder.languages_seen, covered.language)
        when true then 'seen'
        when false then 'unseen'
        else 'unknown'
    end as seen,
    chosen.mean_value,
    chosen.lowest_value,
    chosen.highest_value,
    chosen.chance,
    chosen.n_examples,
    chosen.n_seeds,
    gains.mean_gain,
    gains.lowest_gain,
    gains.highest_gain
from regimes
cross join covered
cross join encoder
left join chosen on regimes.regime = chosen.regime and covered.language = chosen.language
left join languages on covered.language = languages.language
left join tasks as intermediate on split_part(regimes.regime, '+', 1) = intermediate.task
left join language_gains as gains
    on
        gains.profile = $profile
        and gains.encoder = $encoder
        and gains.source_digest = $source_digest
        and gains.task = $task
        and gains.split = $split
        and gains.metric = $metric
        and regimes.regime = gains.regime
        and covered.language = gains.language
order by
    regimes.regime <> 'none',
    intermediate.task is null or contains(regimes.regime, '+'),
    regime_title,
    covered.language
