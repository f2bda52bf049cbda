-- grain: one row per task, language, split, metric of one run
select
    scores.task,
    coalesce(tasks.title, scores.task) as title,
    scores.split,
    scores.language,
    coalesce(languages.name, scores.language) as language_name,
    scores.metric,
    scores.value,
    scores.chance,
    scores.n_examples,
    scores.n_available,
    scores.metric_impl,
    scores.predictions_sha256
from scores
left join languages on scores.language = languages.language
left join tasks on scores.task = tasks.task
where scores.run_id = $run_id
order by title, scores.split, language_name, scores.metric
