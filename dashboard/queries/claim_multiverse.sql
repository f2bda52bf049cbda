-- grain: one row per definition of the gain of one body of evidence, the lowest gain first
-- is_own: the definition that the claim itself is judged by
select
    definition,
    split,
    english,
    qa_metric,
    retrieval,
    retrieval_layer,
    macro_over,
    languages_seen,
    value as mean_gain,
    low,
    high,
    level,
    n_cells,
    n_groups,
    holds,
    direction,
    split = 'as judged'
    and english = 'with'
    and qa_metric = 'mean'
    and retrieval = 'with'
    and retrieval_layer = 'headline'
    and macro_over = 'tasks'
    and languages_seen = 'all' as is_own
from multiverse
where evidence_id = $evidence_id
order by mean_gain asc, definition asc
