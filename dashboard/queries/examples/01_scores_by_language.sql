-- title: Scores by language, mean over seeds
select
    profile,
    task,
    metric,
    split,
    regime,
    language_name,
    score,
    chance,
    n_seeds
from cells
order by profile, task, metric, split, language_name, regime
