-- grain: one row per pair and example_id that either run of the pair scored
-- reads: predictions, incoming_pairs (pair_number, run_id, baseline_run_id, task, language, split)
-- an outcome is null where that run did not score the example
with
subject as (
    select
        pairs.pair_number,
        predictions.*
    from incoming_pairs as pairs
    inner join predictions on
        pairs.run_id = predictions.run_id
        and pairs.task = predictions.task
        and pairs.language = predictions.language
        and pairs.split = predictions.split
),

baseline as (
    select
        pairs.pair_number,
        predictions.*
    from incoming_pairs as pairs
    inner join predictions on
        pairs.baseline_run_id = predictions.run_id
        and pairs.task = predictions.task
        and pairs.language = predictions.language
        and pairs.split = predictions.split
)

select
    coalesce(subject.pair_number, baseline.pair_number) as pair_number,
    coalesce(subject.outcome, 'nan'::double) as outcome,
    coalesce(subject.n_true_positive::double, 'nan'::double) as n_true_positive,
    coalesce(subject.n_predicted::double, 'nan'::double) as n_predicted,
    coalesce(subject.n_gold::double, 'nan'::double) as n_gold,
    coalesce(baseline.outcome, 'nan'::double) as baseline_outcome,
    coalesce(baseline.n_true_positive::double, 'nan'::double) as baseline_n_true_positive,
    coalesce(baseline.n_predicted::double, 'nan'::double) as baseline_n_predicted,
    coalesce(baseline.n_gold::double, 'nan'::double) as baseline_n_gold
from subject
full outer join baseline
    on subject.pair_number = baseline.pair_number and subject.example_id = baseline.example_id
order by pair_number, coalesce(subject.example_id, baseline.example_id);
