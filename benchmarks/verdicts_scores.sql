-- grain: one row per run, task, language, split, metric
-- reads: predictions, tasks
insert into scores
with
cells as (
    select
        run_id,
        task,
        language,
        split,
        100 * avg(outcome) as mean_outcome,
        100 * avg((outcome = 1)::double) as mean_exact,
        200.0 * sum(n_true_positive) / sum(n_predicted + n_gold) as f1_of_counts,
        count(*) as n_examples
    from predictions
    group by run_id, task, language, split
)

select
    cells.run_id,
    cells.task,
    cells.language,
    cells.split,
    metric.name as metric,
    case
        when metric.name = 'em' then cells.mean_exact
        else coalesce(cells.f1_of_counts, cells.mean_outcome)
    end as value,  -- noqa: RF04
    cells.n_examples,
    cells.n_examples as n_available,
    null as chance,
    'made up' as metric_impl,
    null as predictions_sha256
from cells
inner join tasks on cells.task = tasks.task
cross join unnest(tasks.metrics) as metric (name);  -- noqa: RF04
