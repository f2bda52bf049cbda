-- grain: one row per task, language and seed behind one measured body of evidence; seed is null where no run is left
-- gain: over the baseline run, or, for an ordering, over the rival regime beside the same baseline run
-- cell_gain: the cell's gain as it enters the estimate, the median over seeds
with body as (
    select
        details ->> 'rival' as rival,
        from_json(details -> 'tasks', '["json"]') as parts,
        from_json(inputs -> 'run_ids', '["varchar"]') as run_ids
    from evidence
    where evidence_id = $evidence_id
),

parts as (
    select unnest(parts) as part
    from body
),

cells as (
    select
        part ->> 'task' as task,
        part ->> 'regime' as regime,
        part ->> 'split' as split,
        (part ->> 'n_languages_needed')::integer as n_languages_needed,
        unnest(json_keys(part -> 'languages')) as language,
        part -> 'languages' as gains
    from parts
    where json_type(part -> 'languages') = 'OBJECT'
),

own as (
    select task_gains.*
    from task_gains
    cross join body
    where list_contains(body.run_ids, task_gains.run_id)
)

select
    cells.task,
    coalesce(tasks.title, cells.task) as title,
    cells.regime,
    coalesce(intermediate.title, replace(split_part(cells.regime, '+', 1), 'multi_task', 'Multi-task'))
    || replace(replace(regexp_extract(cells.regime, '\+.*'), '+mlm', ' + MLM'), '+translated', ', translated')
        as regime_title,
    cells.split,
    cells.language,
    coalesce(languages.name, cells.language) as language_name,
    cells.n_languages_needed,
    (cells.gains ->> cells.language)::double as cell_gain,
    own.seed,
    own.run_id,
    own.value - coalesce(rival.value, own.baseline_value) as gain,
    own.value as score,
    coalesce(rival.value, own.baseline_value) as compared_score,
    own.n_examples
from cells
cross join body
left join own
    on
        cells.task = own.task
        and cells.regime = own.regime
        and cells.split = own.split
        and cells.language = own.language
left join own as rival
    on
        body.rival = rival.regime
        and own.baseline_run_id = rival.baseline_run_id
        and own.task = rival.task
        and own.split = rival.split
        and own.language = rival.language
left join tasks on cells.task = tasks.task
left join tasks as intermediate on split_part(cells.regime, '+', 1) = intermediate.task
left join languages on cells.language = languages.language
order by title asc, cells.task asc, cell_gain desc, cells.language asc, own.seed asc
