-- grain: one row per answer of some runs on one target task and split
-- reads: predictions
-- arm, language_place: places in the lists given; example_place: place among the example ids in sorted order
with
arms as (
    select
        unnest($runs) as run_id,
        generate_subscripts($runs, 1) - 1 as arm
),

spoken as (
    select
        unnest($languages) as language,  -- noqa: RF04
        generate_subscripts($languages, 1) - 1 as language_place
),

answered as (
    select
        arms.arm,
        spoken.language_place,
        predictions.example_id,
        predictions.outcome,
        predictions.n_true_positive,
        predictions.n_predicted,
        predictions.n_gold
    from predictions
    inner join arms on predictions.run_id = arms.run_id
    inner join spoken on predictions.language = spoken.language
    where predictions.task = $task and predictions.split = $split  -- noqa: RF02
),

examples as (
    select
        example_id,
        row_number() over (order by example_id) - 1 as example_place
    from answered
    group by example_id
)

select
    answered.arm::integer as arm,
    answered.language_place::integer as language_place,
    examples.example_place::integer as example_place,
    answered.outcome,
    answered.n_true_positive,
    answered.n_predicted,
    answered.n_gold
from answered
inner join examples on answered.example_id = examples.example_id;
