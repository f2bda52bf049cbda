-- grain: one row per encoder, regime, task of one profile and split
-- noqa: disable=RF02
select
    cells.encoder,
    cells.regime,
    cells.task,
    avg(cells.chance) filter (where cells.language <> 'en') as chance,
    max(cells.score) filter (where cells.language = 'en') as english,
    avg(cells.score) filter (where cells.language <> 'en') as non_english,
    max(cells.n_seeds) as n_seeds,
    max(intervals.gain) as gain,
    max(intervals.low) as low,
    max(intervals.high) as high
from cells
left join gain_intervals as intervals
    on
        intervals.language_set = 'non_english'
        and cells.profile = intervals.profile
        and cells.encoder = intervals.encoder
        and cells.source_digest = intervals.source_digest
        and cells.regime = intervals.regime
        and cells.task = intervals.task
        and cells.split = intervals.split
where cells.profile = $profile and cells.split = $split and cells.metric = 'task_score'
group by all
order by cells.encoder, cells.regime, cells.task;
