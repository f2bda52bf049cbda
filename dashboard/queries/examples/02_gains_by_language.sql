-- title: Gain over the baseline in each language, with its range over seeds
select
    profile,
    regime,
    task,
    language,
    split,
    metric,
    mean_gain,
    lowest_gain,
    highest_gain,
    n_seeds
from language_gains
order by mean_gain desc
