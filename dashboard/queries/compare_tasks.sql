-- grain: one row per task and split on which a body of runs has regimes to compare; those first on which any two can be
-- told apart, then by type of task, test first
with told as (
    select distinct task
    from comparisons
    where
        profile = $profile
        and encoder = $encoder
        and source_digest = $source_digest
        and (corrected_low > 0 or corrected_high < 0)
)

select
    ranks.task,
    coalesce(any_value(tasks.title), ranks.task) as title,
    ranks.split,
    count(*) as n_regimes
from regime_ranks as ranks
left join tasks on ranks.task = tasks.task
left join told on ranks.task = told.task
where ranks.profile = $profile and ranks.encoder = $encoder and ranks.source_digest = $source_digest
group by ranks.task, ranks.split
order by
    any_value(told.task) is null,
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
