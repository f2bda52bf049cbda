-- grain: one row per task, language and seed behind one measured body of evidence; seed is null where no run is left
-- gain: over the baseline run, or, for an ordering, over the rival regime beside the same baseline run
-- cell_gain: the cell's gain as it enters the estimate, the mean over seeds
-- task_seed_gain, seed_gain: one seed's mean over the task's languages, and the mean of these means over all tasks
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

covered as (
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
    select gains.*
    from gains
    cross join body
    where gains.metric = 'task_score' and list_contains(body.run_ids, gains.run_id)
),

gained as (
    select
        covered.task,
        covered.regime,
        covered.split,
        covered.language,
        covered.n_languages_needed,
        (covered.gains ->> covered.language)::double as cell_gain,
        own.seed,
        own.run_id,
        own.value as score,
        coalesce(rival.value, own.baseline_value) as compared_score,
        own.value - coalesce(rival.value, own.baseline_value) as gain,
        own.n_examples
    from covered
    cross join body
    left join own
        on
            covered.task = own.task
            and covered.regime = own.regime
            and covered.split = own.split
            and covered.language = own.language
    left join own as rival
        on
            body.rival = rival.regime
            and own.baseline_run_id = rival.baseline_run_id
            and own.task = rival.task
            and own.split = rival.split
            and own.language = rival.language
),

of_seeds as (
    select
        task,
        seed,
        avg(gain) as task_seed_gain,
        avg(avg(gain)) over (partition by seed) as seed_gain
    from gained
    where seed is not null
    group by task, seed
)

select
    gained.task,
    coalesce(tasks.title, gained.task) as title,
    gained.regime,
    coalesce(regimes.title, gained.regime) as regime_title,
    gained.split,
    gained.language,
    coalesce(languages.name, gained.language) as language_name,
    gained.n_languages_needed,
    gained.cell_gain,
    gained.seed,
    gained.run_id,
    gained.gain,
    gained.score,
    gained.compared_score,
    gained.n_examples,
    of_seeds.task_seed_gain,
    of_seeds.seed_gain
from gained
left join of_seeds on gained.task = of_seeds.task and gained.seed = of_seeds.seed
left join tasks on gained.task = tasks.task
left join regimes on gained.regime = regimes.regime
left join languages on gained.language = languages.language
order by title asc, gained.task asc, gained.cell_gain desc, gained.language asc, gained.seed asc
