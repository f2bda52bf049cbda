-- grain: one row per run_id, task, language, split, layer, metric
-- reads: layer_scores
select *  -- noqa: AM04
from layer_scores
order by task, split, language, metric, run_id, layer;
