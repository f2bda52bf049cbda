-- grain: one row per task, split, metric that a body of runs has scores for
-- order: tasks that some run scores above chance, then the others; by type of task; of a task the headline metric and
-- the test split first
with chosen as (
    select cells.*
    from cells
    where
        cells.profile = $profile
        and cells.encoder = $encoder
        and cells.source_digest = $source_digest
),

by_task as (
    select
        chosen.task,
        coalesce(bool_and(chosen.is_at_chance), false) as is_at_chance
    from chosen
    group by chosen.task
)

select
    chosen.task,
    coalesce(tasks.title, chosen.task) as title,
    chosen.split,
    chosen.metric,
    coalesce(chosen.metric = tasks.primary_metric, false) as is_primary,
    coalesce(tasks.task_type = 'sentence_retrieval', false) as is_retrieval,
    by_task.is_at_chance
from chosen
inner join by_task on chosen.task = by_task.task
left join tasks on chosen.task = tasks.task
where chosen.metric <> 'task_score' or tasks.task_type = 'span_extraction'  -- of others the headline metric
group by all
order by
    by_task.is_at_chance asc,
    list_position(
        [
            'sequence_classification', 'multiple_choice', 'token_classification', 'span_extraction',
            'sentence_retrieval'
        ],
        any_value(tasks.task_type)
    ) asc,
    title asc,
    chosen.task asc,
    is_primary desc,
    chosen.metric asc,
    chosen.split desc
