-- title: Gains with their intervals, all languages of a task together
select
    gain_intervals.profile,
    gain_intervals.regime,
    tasks.title as task,
    gain_intervals.split,
    gain_intervals.gain,
    gain_intervals.low,
    gain_intervals.high,
    gain_intervals.level,
    gain_intervals.n_languages,
    gain_intervals.n_seeds
from gain_intervals
inner join tasks on gain_intervals.task = tasks.task
where gain_intervals.language_set = 'all'
order by gain_intervals.profile asc, gain_intervals.gain desc
