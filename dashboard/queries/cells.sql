-- grain: one row per task, split, metric that a body of runs has scores for; headline metric and test split first
select
    language_scores.task,
    coalesce(tasks.title, language_scores.task) as title,
    language_scores.split,
    language_scores.metric,
    coalesce(language_scores.metric = tasks.primary_metric, false) as is_primary
from language_scores
left join tasks on language_scores.task = tasks.task
where
    language_scores.profile = $profile
    and language_scores.encoder = $encoder
    and language_scores.source_digest = $source_digest
group by all
order by title asc, language_scores.task asc, is_primary desc, language_scores.metric asc, language_scores.split desc
