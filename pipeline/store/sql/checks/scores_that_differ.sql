-- grain: one row per score that its answers do not give: run_id, task, language, split, metric
-- reads: checked_scores
select *  -- noqa: AM04
from checked_scores
where
    n_examples != n_answers and not (is_imported and n_examples = 0)
    or abs(value - expected) > $slack
order by run_id, task, language, split, metric;
