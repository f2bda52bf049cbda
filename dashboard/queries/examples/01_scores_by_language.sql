-- title: Scores by language, mean over seeds
select
    scores.profile,
    scores.task,
    scores.metric,
    scores.split,
    scores.regime,
    languages.name as language_name,
    scores.mean_value,
    scores.chance,
    scores.n_seeds
from language_scores as scores
inner join languages on scores.language = languages.language
order by scores.profile, scores.task, scores.metric, scores.split, languages.name, scores.regime
