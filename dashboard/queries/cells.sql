-- grain: one row per task, split, metric that a body of runs has scores for
-- order: by type of task; of a task the headline metric and the test split first
select
    cells.task,
    coalesce(tasks.title, cells.task) as title,
    cells.split,
    cells.metric,
    coalesce(cells.metric = tasks.primary_metric, false) as is_primary,
    coalesce(tasks.task_type = 'sentence_retrieval', false) as is_retrieval
from cells
left join tasks on cells.task = tasks.task
where
    cells.profile = $profile
    and cells.encoder = $encoder
    and cells.source_digest = $source_digest
    and (cells.metric <> 'task_score' or tasks.task_type = 'span_extraction')  -- of others the headline metric
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
    cells.task asc,
    is_primary desc,
    cells.metric asc,
    cells.split desc
