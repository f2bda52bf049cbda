-- grain: one row per encoder, regime, task of one profile and split
-- noqa: disable=RF02
with
guesses as (
    select
        scores.task,
        scores.split,
        avg(scores.chance) as chance
    from scores
    inner join tasks on scores.task = tasks.task
    where
        scores.language <> 'en'
        and case
            when tasks.task_type = 'span_extraction' then list_contains(tasks.metrics, scores.metric)
            else scores.metric = tasks.primary_metric
        end
    group by scores.task, scores.split
)

select
    cells.encoder,
    cells.regime,
    cells.task,
    max(guesses.chance) as chance,
    max(cells.score) filter (where cells.language = 'en') as english,
    avg(cells.score) filter (where cells.language <> 'en') as non_english,
    max(cells.n_seeds) as n_seeds,
    max(intervals.gain) as gain,
    max(intervals.low) as low,
    max(intervals.high) as high
from task_language_cells as cells
left join guesses on cells.task = guesses.task and cells.split = guesses.split
left join gain_intervals as intervals
    on
        intervals.language_set = 'non_english'
        and cells.profile = intervals.profile
        and cells.encoder = intervals.encoder
        and cells.source_digest = intervals.source_digest
        and cells.regime = intervals.regime
        and cells.task = intervals.task
        and cells.split = intervals.split
where cells.profile = $profile and cells.split = $split
group by all
order by cells.encoder, cells.regime, cells.task;
