-- grain: one row per task, split, metric that a body of runs has scores for
-- order: by type of task; of a task the headline metric and the test split first
select
    language_scores.task,
    coalesce(tasks.title, language_scores.task) as title,
    language_scores.split,
    language_scores.metric,
    coalesce(language_scores.metric = tasks.primary_metric, false) as is_primary,
    coalesce(tasks.task_type = 'sentence_retrieval', false) as is_retrieval
from language_scores
left join tasks on language_scores.task = tasks.task
where
    language_scores.profile = $profile
    and language_scores.encoder = $encoder
    and language_scores.source_digest = $source_digest
group by all
order by
    list_position(
        [
            'sequence_classification', 'multiple_choice', 'token_classification', 'span_extraction',
            'sentence_retrieval'
        ],
        any_value(tasks.task_type)
    ),
    title asc,
    language_scores.task asc,
    is_primary desc,
    language_scores.metric asc,
    language_scores.split desc
