-- grain: one row per profile, encoder, source, regime, target task, language, split and metric: means over seeds
-- reads: cells
select
    profile,
    encoder,
    source,
    source_digest,
    regime,
    task,
    language,
    split,
    metric,
    score,
    baseline_score,
    gain,
    low,
    high,
    level,
    n_seeds,
    chance,
    n_examples,
    is_at_chance,
    is_seen,
    family,
    script
from cells
order by all;
