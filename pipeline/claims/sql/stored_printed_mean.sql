-- grain: one row; mean over tasks of the mean over a task's metrics and languages of the printed figures
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

select avg(gain) as estimate from tasks;
