-- grain: one row per point and run of one study at one scale; a run that serves several points stands with each
with named as (
    select distinct
        x,
        x_label,
        unnest(run_ids) as run_id
    from study_points
    where study = $study and scale = $scale
)

select
    named.x,
    named.x_label,
    named.run_id,
    runs.regime,
    runs.target_task,
    coalesce(tasks.title, runs.target_task) as target_title,
    runs.seed,
    runs.encoder
from named
inner join runs on named.run_id = runs.run_id
left join tasks on runs.target_task = tasks.task
order by named.x asc, runs.target_task asc, runs.regime = 'none' desc, runs.seed asc, named.run_id asc
