-- grain: one row per regime and layer that retrieval was scored at, for one task, split and metric
-- $language: one language, or '' for the mean over all but English that every regime has scores in at every layer
-- value, chance: percent, mean over seeds, then over languages
with scored as (
    select
        runs.regime,
        layers.language,
        layers.layer,
        bool_or(layers.is_headline) as is_headline,
        avg(layers.value) as value,  -- noqa: RF04
        avg(scores.chance) as chance,
        count(*) as n_seeds
    from layer_scores as layers
    inner join current_runs as runs on layers.run_id = runs.run_id
    inner join scores
        on
            layers.run_id = scores.run_id
            and layers.task = scores.task
            and layers.language = scores.language
            and layers.split = scores.split
            and layers.metric = scores.metric
    where
        runs.profile = $profile
        and runs.encoder = $encoder
        and runs.source_digest = $source_digest
        and runs.phase = 'target'
        and layers.task = $task
        and layers.split = $split
        and layers.metric = $metric
    group by all
),

places as (
    select distinct
        regime,
        layer
    from scored
),

taken as (
    select language
    from scored
    where case when $language = '' then language <> 'en' else language = $language end
    group by language
    having $language <> '' or count(*) = (select count(*) from places)
),

means as (
    select
        scored.regime,
        scored.layer,
        bool_or(scored.is_headline) as is_headline,
        avg(scored.value) as value,  -- noqa: RF04
        avg(scored.chance) as chance,
        min(scored.n_seeds) as n_seeds,
        count(*) as n_languages,
        string_agg(scored.language, ', ' order by scored.language) as languages
    from scored
    semi join taken on scored.language = taken.language
    group by scored.regime, scored.layer
)

select
    means.regime,
    regimes.title as regime_title,
    means.layer,
    means.is_headline,
    means.value,
    max(means.value) over (partition by means.regime) = means.value as is_best,
    means.chance,
    means.n_seeds,
    means.n_languages,
    means.languages
from means
left join regimes on means.regime = regimes.regime
order by
    regimes.place,
    means.layer
