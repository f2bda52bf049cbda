-- grain: one row; a digest of each reference table that enters verdicts
-- reads: reported_scores, entered_scores, datasets, tasks, languages, benchmark_metrics
with
figures as (select to_json(reported_scores)::varchar as row_text from reported_scores),

entered as (select to_json(entered_scores)::varchar as row_text from entered_scores),

sizes as (select to_json(datasets)::varchar as row_text from datasets),

registered as (
    select to_json(tasks)::varchar as row_text from tasks
    union all
    select to_json(benchmark_metrics)::varchar as row_text from benchmark_metrics
),

spoken as (select to_json(languages)::varchar as row_text from languages)

select
    (select sha256(string_agg(row_text, ' ' order by row_text)) from figures) as reported_scores,
    (select sha256(string_agg(row_text, ' ' order by row_text)) from entered) as entered_scores,
    (select sha256(string_agg(row_text, ' ' order by row_text)) from sizes) as datasets,
    (select sha256(string_agg(row_text, ' ' order by row_text)) from registered) as tasks,  -- noqa: RF04
    (select sha256(string_agg(row_text, ' ' order by row_text)) from spoken) as languages;
