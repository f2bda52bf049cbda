-- grain: one row per language of one regime, target task, split and group of languages, scored or covered by the task
-- split: dev or test, as heat_cells.sql found it for the cell
-- score and gain are null where there is none; the largest gain first, then the largest score
-- noqa: disable=RF02
with
scored as (
    select *
    from cells
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and regime = $regime
        and task = $task
        and split = $split
        and metric = 'task_score'
),

trained as (
    select any_value(languages_seen order by started_at desc) as languages_seen
    from current_runs
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and phase = 'target'
        and regime = $regime
),

covered as (
    select
        language,
        bool_or(is_own) as is_own
    from (
        select
            unnest(languages) as language,
            true as is_own
        from tasks
        where task = $task
        union all
        select
            language,
            is_own
        from scored
    ) as listed
    group by language
),

reasons as (
    select
        language,
        min(reason) as reason
    from missing_cells
    where profile = $profile and source_digest = $source_digest and task = $task and split = $split
    group by language
),

named as (
    select
        covered.language,
        coalesce(languages.name, covered.language) as language_name,
        coalesce(languages.family, 'unknown') as family,
        coalesce(languages.script, 'unknown') as script,
        case
            when languages.cc100_gib >= 10 then '10 GiB or more'
            when languages.cc100_gib >= 1 then '1 to 10 GiB'
            when languages.cc100_gib > 0 then 'below 1 GiB'
            else 'no size known'
        end as resource_level,
        covered.is_own,
        list_contains(trained.languages_seen, covered.language) as is_seen
    from covered
    cross join trained
    left join languages on covered.language = languages.language
)

select
    named.language,
    named.language_name,
    named.family,
    named.script,
    named.resource_level,
    case named.is_seen when true then 'seen' when false then 'unseen' else 'unknown' end as seen,
    scored.score,
    scored.baseline_score,
    scored.gain,
    scored.low,
    scored.high,
    case when scored.low is not null then scored.low <= 0 and scored.high >= 0 end as covers_zero,
    coalesce(scored.is_at_chance, false) as is_at_chance,  -- score and baseline score
    scored.n_seeds,
    scored.n_examples,
    case when scored.language is null then coalesce(reasons.reason, 'no run has scored it') else '' end as why
from named
left join scored on named.language = scored.language
left join reasons on named.language = reasons.language
where
    case $grouped_by
        when 'own' then named.is_own
        when 'all' then true
        when 'non_english' then named.language <> 'en'
        when 'seen' then named.is_seen
        when 'unseen' then not named.is_seen
        when 'family' then named.family = $member
        when 'script' then named.script = $member
        when 'resource' then named.resource_level = $member
    end
order by scored.gain desc nulls last, scored.score desc nulls last, named.language_name asc
