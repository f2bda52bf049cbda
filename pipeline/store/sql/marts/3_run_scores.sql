-- grain: one row per run_id, task, language, split, metric, and one of metric "task_score"
-- reads: scores, tasks, runs
-- task_score: XTREME's, the mean of F1 and EM for question answering, else the headline metric; a cell that lacks a
-- metric of it has none
create view run_scores as
with
measured as (
    select
        scores.*,
        tasks.task_type = 'span_extraction' as is_answer,
        case
            when tasks.task_type = 'span_extraction' then list_contains(tasks.metrics, scores.metric)
            else scores.metric = tasks.primary_metric
        end as is_part,  -- of the task score
        len(tasks.metrics) as n_metrics
    from scores
    left join tasks on scores.task = tasks.task
),

held as (
    select
        run_id,
        task,
        language,
        split,
        metric,
        value,
        chance,
        n_examples,
        n_available
    from measured
    union all
    select
        run_id,
        task,
        language,
        split,
        'task_score' as metric,
        avg(value) as value,  -- noqa: RF04
        case when count(chance) = count(*) then avg(chance) end as chance,
        min(n_examples) as n_examples,
        max(n_available) as n_available
    from measured
    where is_part
    group by run_id, task, language, split
    having not bool_or(is_answer) or count(*) = any_value(n_metrics)
)

select
    held.run_id,
    held.task,
    held.language,
    held.split,
    held.metric,
    held.value,  -- percent
    held.chance,  -- percent of the declared random guesser on the same examples; null: not known
    held.n_examples,
    held.n_available,
    list_contains(runs.languages_seen, held.language) as is_seen  -- by the run's masked LM; null: not known
from held
inner join runs on held.run_id = runs.run_id;
