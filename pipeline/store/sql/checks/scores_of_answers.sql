-- grain: one row per score with answers: run_id, task, language, split, metric
-- reads: scores, predictions, runs, tasks
-- expected is null where outcomes and counts alone do not give the metric, and for all but the headline of an import
create or replace temp table checked_scores as
with answers as (
    select
        run_id,
        task,
        language,
        split,
        count(*) as n_answers,
        100 * avg(outcome) as mean_outcome,
        100 * avg((predicted = gold)::integer) as share_equal,
        count(n_gold) as n_counted,
        sum(n_true_positive) as n_true_positive,
        sum(n_predicted) + sum(n_gold) as n_items
    from predictions
    group by all
),

computed as (
    select
        scores.run_id,
        scores.task,
        scores.language,
        scores.split,
        scores.metric,
        scores.value,
        scores.n_examples,
        answers.n_answers,
        runs.profile like 'import:%' as is_imported,
        case
            when runs.profile like 'import:%' and scores.metric != tasks.primary_metric then null
            when scores.metric = 'ndcg' then null  -- over queries, which are not kept
            when scores.metric = 'accuracy' and list_contains(tasks.metrics, 'ndcg') then answers.share_equal
            when scores.metric = 'accuracy' and tasks.task_type != 'token_classification' then answers.mean_outcome
            when scores.metric = 'map@20' then answers.mean_outcome
            when scores.metric = 'f1' and tasks.task_type = 'span_extraction' then answers.mean_outcome
            when scores.metric = 'f1' and answers.n_counted = answers.n_answers
                then 200 * answers.n_true_positive / greatest(1, answers.n_items)
        end as expected
    from scores
    inner join runs on scores.run_id = runs.run_id
    inner join tasks on scores.task = tasks.task
    inner join answers
        on
            scores.run_id = answers.run_id
            and scores.task = answers.task
            and scores.language = answers.language
            and scores.split = answers.split
)

select * from computed;
