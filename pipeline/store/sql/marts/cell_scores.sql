-- grain: one row per run_id, task, language, split
-- reads: scores, tasks, runs
-- value: percent, XTREME's task score: mean of all metrics (F1 and EM) for question answering, else the headline metric
-- is_seen: whether masked LM has seen the language; null: not known
create view cell_scores as
select
    scores.run_id,
    scores.task,
    scores.language,
    scores.split,
    avg(scores.value) as value,  -- noqa: RF04
    string_agg(scores.metric, ', ' order by scores.metric) as metrics,
    count(*) as n_metrics,
    any_value(case when tasks.task_type = 'span_extraction' then len(tasks.metrics) else 1 end) as n_metrics_needed,
    min(scores.n_examples) as n_examples,
    max(scores.n_available) as n_available,
    bool_and(list_contains(runs.languages_seen, scores.language)) as is_seen
from scores
inner join tasks on scores.task = tasks.task
inner join runs on scores.run_id = runs.run_id
where
    case
        when tasks.task_type = 'span_extraction' then list_contains(tasks.metrics, scores.metric)
        else scores.metric = tasks.primary_metric
    end
group by scores.run_id, scores.task, scores.language, scores.split;
