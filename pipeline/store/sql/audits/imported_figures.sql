-- grain: one row per imported score that can be checked within its import
-- reads: runs, scores, tasks, benchmark_scores, benchmark_metrics
-- value_text: as in the file; null: of a run record, which keeps the number alone
select
    runs.profile as source_id,
    json_extract_string(runs.config, '$.imported.file') as table_or_section,
    runs.encoder,
    runs.regime,
    runs.seed,
    scores.task,
    scores.language,  -- noqa: RF04
    scores.metric,
    scores.split,
    scores.value,
    null as value_text,
    scores.n_examples,
    coalesce((runs.config -> '$.imported.n_seeds')::integer, 1) as n_seeds,
    (tasks.task_type = 'span_extraction' and scores.metric = 'em')
    or (tasks.task_type not in ('span_extraction', 'token_classification') and scores.metric = 'accuracy') as is_share
from runs
inner join scores on runs.run_id = scores.run_id
inner join tasks on scores.task = tasks.task
where runs.profile like 'import:%' and scores.metric in ('accuracy', 'em', 'f1')
union all
select
    scored.profile as source_id,
    scored.file as table_or_section,
    scored.encoder,
    'none' as regime,
    scored.seed,
    scored.task,
    scored.language,  -- noqa: RF04
    scored.metric,
    scored.split,
    scored.value,
    scored.value_text,
    scored.n_examples,
    scored.n_seeds,
    coalesce(described.kind = 'share', false) as is_share
from benchmark_scores as scored
left join benchmark_metrics as described on scored.task = described.task and scored.metric = described.metric
order by all;
