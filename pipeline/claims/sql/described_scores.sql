-- grain: one row per imported score of one system on tasks of described benchmarks
-- reads: benchmark_scores
select
    score_id,
    profile,
    benchmark,
    encoder,
    seed,
    task,
    language,  -- noqa: RF04
    split,
    metric,
    value,
    n_examples,
    n_available
from benchmark_scores
where
    list_contains($encoders, encoder)  -- noqa: RF02
    and list_contains($tasks, task)  -- noqa: RF02
order by profile, benchmark, encoder, task, language, split, metric, seed;
