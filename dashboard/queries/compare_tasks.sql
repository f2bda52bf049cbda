-- grain: one row per task and split on which a body of runs has regimes to compare; by type of task, test first
select
    ranks.task,
    coalesce(any_value(tasks.title), ranks.task) as title,
    ranks.split,
    count(*) as n_regimes
from regime_ranks as ranks
left join tasks on ranks.task = tasks.task
where ranks.profile = $profile and ranks.encoder = $encoder and ranks.source_digest = $source_digest
group by ranks.task, ranks.split
order by
    list_position(
        [
            'sequence_classification', 'multiple_choice', 'token_classification', 'span_extraction',
            'sentence_retrieval'
        ],
        any_value(tasks.task_type)
    ),
    title asc,
    ranks.task asc,
    ranks.split desc
