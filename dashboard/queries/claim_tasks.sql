-- grain: one row per task behind one body of evidence, the highest gain first; titles of tasks and regimes in words
-- low, high: the stored interval of the task's gain, where one is stored for the same cells
with body as (
    select
        profile,
        unnest(from_json(details -> 'tasks', '["json"]')) as part
    from evidence
    where evidence_id = $evidence_id
),

parts as (
    select
        profile,
        part ->> 'task' as task,
        part ->> 'regime' as regime,
        part ->> 'split' as split,
        (part ->> 'gain')::double as gain,
        (part ->> 'n_languages')::integer as n_languages,
        (part ->> 'n_languages_needed')::integer as n_languages_needed
    from body
)

select
    parts.task,
    coalesce(tasks.title, parts.task) as title,
    coalesce(regimes.title, parts.regime, '') as regime_title,
    coalesce(parts.split, '') as split,
    parts.gain,
    parts.n_languages,
    parts.n_languages_needed,
    any_value(intervals.low) as low,
    any_value(intervals.high) as high
from parts
left join tasks on parts.task = tasks.task
left join regimes on parts.regime = regimes.regime
left join gain_intervals as intervals
    on
        parts.profile = intervals.profile
        and parts.task = intervals.task
        and parts.regime = intervals.regime
        and parts.split = intervals.split
        and intervals.language_set = 'own'
        and abs(parts.gain - intervals.gain) < 1e-6
where parts.gain is not null
group by all
order by parts.gain desc, parts.task asc
