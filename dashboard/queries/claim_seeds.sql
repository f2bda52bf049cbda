-- grain: one row per task and seed behind one measured body of evidence, and one per seed over all tasks (task is null)
-- gain: mean over the task's languages of one seed's gain; over all tasks, the mean of these means
with body as (
    select
        details ->> 'rival' as rival,
        from_json(details -> 'tasks', '["json"]') as parts,
        from_json(inputs -> 'run_ids', '["varchar"]') as run_ids
    from evidence
    where evidence_id = $evidence_id
),

parts as (
    select unnest(parts) as part
    from body
),

cells as (
    select
        part ->> 'task' as task,
        part ->> 'regime' as regime,
        part ->> 'split' as split,
        unnest(json_keys(part -> 'languages')) as language
    from parts
    where json_type(part -> 'languages') = 'OBJECT'
),

own as (
    select task_gains.*
    from task_gains
    cross join body
    where list_contains(body.run_ids, task_gains.run_id)
),

by_task as (
    select
        cells.task,
        own.seed,
        avg(own.value - coalesce(rival.value, own.baseline_value)) as gain,
        count(*) as n_cells
    from cells
    cross join body
    inner join own
        on
            cells.task = own.task
            and cells.regime = own.regime
            and cells.split = own.split
            and cells.language = own.language
    left join own as rival
        on
            body.rival = rival.regime
            and own.baseline_run_id = rival.baseline_run_id
            and own.task = rival.task
            and own.split = rival.split
            and own.language = rival.language
    group by cells.task, own.seed
)

select *
from by_task
union all
select
    null as task,
    seed,
    avg(gain) as gain,
    sum(n_cells)::integer as n_cells
from by_task
group by seed
order by task nulls last, seed
