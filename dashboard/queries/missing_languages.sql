-- grain: one row per language that the task covers and a body of runs lacks in at least one regime
with regimes as (
    select distinct regime
    from current_runs
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and phase = 'target'
        and coalesce(target_task, $task) = $task
),

covered as (
    select unnest(languages) as language
    from tasks
    where task = $task
),

lacking as (
    select
        covered.language,
        regimes.regime
    from covered
    cross join regimes
    where not exists (
        select 1
        from cells as scored
        where
            scored.profile = $profile
            and scored.encoder = $encoder
            and scored.source_digest = $source_digest
            and scored.task = $task
            and scored.split = $split
            and scored.metric = $metric
            and scored.regime = regimes.regime
            and scored.language = covered.language
    )
),

failed as (
    select
        regime,
        min(error) as error
    from current_runs
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and target_task = $task
        and status = 'failed'
    group by regime
)

select
    lacking.language,
    coalesce(languages.name, lacking.language) as language_name,
    case
        when count(*) = (select count(*) from regimes) then 'every regime'
        else string_agg(distinct lacking.regime, ', ' order by lacking.regime)
    end as regimes,
    coalesce(
        min(missing_cells.reason),
        'run failed: ' || min(failed.error),
        'no run has scored it'
    ) as reason
from lacking
left join languages on lacking.language = languages.language
left join missing_cells
    on
        missing_cells.profile = $profile
        and missing_cells.source_digest = $source_digest
        and missing_cells.task = $task
        and missing_cells.split = $split
        and lacking.language = missing_cells.language
left join failed on lacking.regime = failed.regime
group by lacking.language, languages.name
order by language_name
