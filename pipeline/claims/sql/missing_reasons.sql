-- grain: one row per task, language, split that the profile's source lacks
-- reads: missing_cells
select
    task,
    language,
    split,
    any_value(reason order by reason) as reason
from missing_cells
where profile = $profile and source_digest = $source_digest
group by task, language, split;
