-- grain: one row; the mean over tasks of the mean over languages of the gain, mean over seeds
-- reads: gains
with
cells as (
    select
        task,
        language,
        avg(gain) as gain
    from gains
    where
        metric = 'task_score'
        and list_contains($run_ids, run_id)
        and list_contains($cells, [task, regime, split, language])
    group by task, language
),

tasks as (
    select
        task,
        avg(gain) as gain
    from cells
    group by task
)

select avg(gain) as estimate from tasks;
