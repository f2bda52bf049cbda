-- grain: one row; the mean over tasks of the system's printed average minus the baseline's, mean over a task's metrics
-- reads: reported_scores
with
tasks as (
    select
        task,
        sum(case when encoder = $baseline then -1 else 1 end * value_text::decimal(18, 6))
        / count(distinct metric) as gain
    from reported_scores
    where list_contains($reported_ids, reported_id)
    group by task
)

select avg(gain) as estimate from tasks;
