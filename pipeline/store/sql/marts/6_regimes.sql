-- grain: one row per regime of a run on a target task
-- reads: runs, tasks
-- the names that pages show, the baseline first, then one intermediate task alone, then mixtures
create view regimes as
with
named as (
    select distinct
        runs.regime,
        tasks.task is null or contains(runs.regime, '+') as is_mixture,
        coalesce(tasks.title, replace(split_part(runs.regime, '+', 1), 'multi_task', 'Multi-task'))
        || replace(replace(regexp_extract(runs.regime, '\+.*'), '+mlm', ' + MLM'), '+translated', ', translated')
            as title
    from runs
    left join tasks on split_part(runs.regime, '+', 1) = tasks.task
    where runs.phase = 'target'
)

select
    regime,
    case when regime = 'none' then 'No intermediate task (baseline)' else title end as title,
    case when regime = 'none' then 'None (baseline)' else title end as short_title,
    row_number() over (order by regime <> 'none', is_mixture, title, regime) as place  -- in lists
from named;
