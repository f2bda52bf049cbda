-- grain: one row per way of grouping languages and group that a body of runs has scores in, on one split
with scored as (
    select distinct
        language,
        family,
        script,
        resource_level,
        is_own,
        is_seen
    from cells
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and ($split = 'dev_else_test' or split = $split)
        and metric = 'task_score'
),

grouped as (
    select
        'own' as grouped_by,
        '' as member,
        language
    from scored
    where is_own
    union all
    select
        'all' as grouped_by,
        '' as member,
        language
    from scored
    union all
    select
        'non_english' as grouped_by,
        '' as member,
        language
    from scored
    where language <> 'en'
    union all
    select
        'seen' as grouped_by,
        '' as member,
        language
    from scored
    where is_seen
    union all
    select
        'unseen' as grouped_by,
        '' as member,
        language
    from scored
    where not is_seen
    union all
    select
        'family' as grouped_by,
        family as member,
        language
    from scored
    union all
    select
        'script' as grouped_by,
        script as member,
        language
    from scored
    union all
    select
        'resource' as grouped_by,
        resource_level as member,
        language
    from scored
)

select
    grouped_by,
    member,
    count(distinct language) as n_languages
from grouped
group by grouped_by, member
order by
    list_position(['own', 'all', 'non_english', 'seen', 'unseen', 'resource', 'family', 'script'], grouped_by),
    n_languages desc,
    member asc
