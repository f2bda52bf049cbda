-- grain: one row per language that retrieval was scored in at every layer, for one task, split and metric
select distinct
    layers.language,
    coalesce(languages.name, layers.language) as language_name
from layer_scores as layers
inner join current_runs as runs on layers.run_id = runs.run_id
left join languages on layers.language = languages.language
where
    runs.profile = $profile
    and runs.encoder = $encoder
    and runs.source_digest = $source_digest
    and runs.phase = 'target'
    and layers.task = $task
    and layers.split = $split
    and layers.metric = $metric
order by language_name, layers.language
