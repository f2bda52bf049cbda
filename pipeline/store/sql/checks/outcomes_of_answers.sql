-- grain: one row, the first answer whose outcome or counts do not follow from answer and gold; none where all do
-- reads: predictions, tasks
-- of tasks where an answer is right or wrong as a whole, and of mined pairs; the others are computed apart
with read as (
    select
        predictions.*,  -- noqa: AM04
        list_contains(tasks.metrics, 'accuracy') as is_one_answer,
        case when predictions.predicted = '' then [] else string_split(predictions.predicted, ' ') end as pairs
    from predictions
    inner join tasks on predictions.task = tasks.task
    where
        predictions.predicted || predictions.gold != ''  -- neither null nor left open
        and not list_contains(tasks.metrics, 'ndcg')
        and (
            tasks.task_type in ('sequence_classification', 'multiple_choice')
            or (tasks.task_type = 'sentence_retrieval' and tasks.primary_metric in ('accuracy', 'f1'))
        )
)

select
    run_id,
    task,
    language,
    split,
    example_id,
    case
        when is_one_answer then 'outcome ' || outcome
        else concat('counts ', n_true_positive, ', ', n_predicted, ', ', n_gold)
    end as found,
    case
        when is_one_answer then 'outcome ' || (predicted = gold)::integer
        else concat('counts ', list_contains(pairs, gold)::integer, ', ', len(pairs), ', ', (gold != '')::integer)
    end as expected
from read
where
    case
        when is_one_answer then outcome != (predicted = gold)::integer
        else
            n_true_positive is distinct from list_contains(pairs, gold)::integer
            or n_predicted is distinct from len(pairs)
            or n_gold is distinct from (gold != '')::integer
    end
order by run_id, task, language, split, example_id
limit 1;
