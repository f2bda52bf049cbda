-- grain: one row; what the tasks that are not printed would have to sum to for the claimed mean over all tasks
-- reads: reported_scores; entered_scores in its place where the figures were entered by hand
-- $plus, $minus: figures of the system, and of the other one where there is one
with
tasks as (
    select
        task,
        sum(if(list_contains($minus, reported_id), -1, 1) * value_text::decimal(18, 6))
        / count(distinct metric || ' ' || language) as gain
    from reported_scores
    where list_contains($plus, reported_id) or list_contains($minus, reported_id)
    group by task
)

select $n_tasks * $claimed - sum(gain) as needed from tasks;
