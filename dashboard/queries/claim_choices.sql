-- grain: one row per choice of a definition and option of it, of one body of evidence; choices with one option left out
with choices as (
    select
        unnest(
            ['split', 'english', 'qa_metric', 'retrieval', 'retrieval_layer', 'macro_over', 'languages_seen']
        ) as choice,
        unnest(range(7)) as place
),

options as (
    select
        choices.choice,
        choices.place,
        case choices.choice
            when 'split' then multiverse.split
            when 'english' then multiverse.english
            when 'qa_metric' then multiverse.qa_metric
            when 'retrieval' then multiverse.retrieval
            when 'retrieval_layer' then multiverse.retrieval_layer
            when 'macro_over' then multiverse.macro_over
            else multiverse.languages_seen
        end as picked,
        multiverse.value as mean_gain,
        multiverse.holds,
        multiverse.direction
    from multiverse
    cross join choices
    where multiverse.evidence_id = $evidence_id  -- noqa: RF02
),

counted as (
    select
        choice,
        place,
        picked,
        count(*) as n_definitions,
        count(*) filter (where holds) as n_holding,
        count(*) filter (where direction in ('same sign', 'as claimed')) as n_agreeing,
        count(*) filter (where direction = 'cannot be told') as n_untold,
        count(*) filter (where direction in ('opposite sign', 'not as claimed')) as n_disagreeing,
        min(mean_gain) as lowest_gain,
        median(mean_gain) as median_gain,
        max(mean_gain) as highest_gain
    from options
    group by choice, place, picked
)

select * exclude (place)
from counted
qualify count(*) over (partition by choice) > 1
order by
    place,
    list_position(
        ['as judged', 'dev', 'test', 'with', 'without', 'mean', 'f1', 'em', 'headline', 'tasks', 'languages'], picked
    ) nulls last,
    try_cast(picked as integer) nulls last,
    picked
