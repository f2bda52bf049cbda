-- grain: one row per regime and seen (seen, unseen or unknown), on one task, split and metric; English left out
-- seen: whether the masked LM of the encoder has seen the language, the same for all regimes
with encoder as (
    select languages_seen
    from current_runs
    where profile = $profile and encoder = $encoder and source_digest = $source_digest and phase = 'target'
    order by (regime = 'none') desc, regime asc, started_at desc
    limit 1
),

scored as (
    select
        scores.regime,
        case list_contains(encoder.languages_seen, scores.language)
            when true then 'seen'
            when false then 'unseen'
            else 'unknown'
        end as seen,
        scores.mean_value,
        scores.chance,
        gains.mean_gain
    from language_scores as scores
    cross join encoder
    left join language_gains as gains
        on
            scores.profile = gains.profile
            and scores.encoder = gains.encoder
            and scores.source_digest = gains.source_digest
            and scores.regime = gains.regime
            and scores.task = gains.task
            and scores.language = gains.language
            and scores.split = gains.split
            and scores.metric = gains.metric
    where
        scores.profile = $profile
        and scores.encoder = $encoder
        and scores.source_digest = $source_digest
        and scores.task = $task
        and scores.split = $split
        and scores.metric = $metric
        and scores.language <> 'en'
)

select
    scored.regime,
    case
        when scored.regime = 'none' then 'None (baseline)'
        else
            coalesce(intermediate.title, replace(split_part(scored.regime, '+', 1), 'multi_task', 'Multi-task'))
            || replace(replace(regexp_extract(scored.regime, '\+.*'), '+mlm', ' + MLM'), '+translated', ', translated')
    end as regime_title,
    scored.seen,
    avg(scored.mean_value) as mean_value,  -- percent, over languages
    avg(scored.mean_gain) as mean_gain,  -- points, over the languages with a baseline
    avg(scored.chance) as mean_chance,
    count(*) as n_languages
from scored
left join tasks as intermediate on split_part(scored.regime, '+', 1) = intermediate.task
group by scored.regime, intermediate.task, intermediate.title, scored.seen
order by scored.regime <> 'none', intermediate.task is null or contains(scored.regime, '+'), regime_title, scored.seen
