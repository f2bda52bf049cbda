-- grain: one row: how many scores there are, and how many outcomes and counts alone give
-- reads: scores, checked_scores
select
    (select count(*) from scores) as n_scores,
    count(expected) as n_scores_checked
from checked_scores;
