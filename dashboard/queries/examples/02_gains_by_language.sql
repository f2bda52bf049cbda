-- title: Gain over the baseline in each language, with its range over seeds
select
    profile,
    regime,
    task,
    language,
    split,
    metric,
    score,
    baseline_score,
    gain,
    lowest_gain,
    highest_gain,
    n_seeds
from cells
where gain is not null
order by gain desc
