-- grain: one row per run, language, split, example
-- reads: incoming_plan (run_id, regime, task, seed, language, split, n_examples, has_counts, is_graded, chance)
-- an answer is right where a number made from the example and the run, half of it from the example alone, is low
insert into predictions
with
answered as (
    select
        plan.run_id,
        plan.task,
        plan.language,
        plan.split,
        plan.has_counts,
        plan.is_graded,
        examples.example_id,
        (
            hash(plan.task, examples.example_id) % 1000 + hash(plan.run_id, plan.language, examples.example_id) % 1000
        ) / 2000.0 < plan.chance as is_right,
        hash(examples.example_id, plan.language, plan.run_id) % 4 as draw
    from incoming_plan as plan
    inner join incoming_examples as examples on plan.split = examples.split
)

select
    run_id,
    task,
    language,
    split,
    example_id,
    null as predicted,
    null as gold,
    case when is_graded and draw = 0 then 0.5 else is_right::double end as outcome,
    case when has_counts then is_right::integer * (1 + draw) end as n_true_positive,
    case when has_counts then 1 + draw end as n_predicted,
    case when has_counts then 1 + draw end as n_gold
from answered;
