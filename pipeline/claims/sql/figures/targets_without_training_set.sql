-- grain: one row; $of: the role of target tasks
-- reads: datasets
-- an empty size means that the source states none
select
    string_agg(distinct split_part(source, ';', 1), '; ' order by split_part(source, ';', 1)) as place,
    nullif(count(*), 0)::double as value,  -- noqa: RF04
    string_agg(dataset, ', ' order by dataset) as shown
from datasets
where role = $of[1] and train_examples = '' and not contains(source, 'README');
