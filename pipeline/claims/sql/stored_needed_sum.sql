-- grain: one row; what the tasks that are not printed would have to sum to for the claimed mean over all tasks
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

select $n_tasks * $claimed - sum(gain) as needed from tasks;
