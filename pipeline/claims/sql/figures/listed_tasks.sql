-- grain: one row; $of: the first words of the role
-- reads: datasets
select
    'data/reference/datasets.csv' as place,
    nullif(count(*), 0)::double as value,  -- noqa: RF04
    string_agg(dataset, ', ' order by dataset) as shown
from datasets
where
    starts_with(role, $of[1])
    and not contains(role, 'component')
    and not contains(role, 'per-language')
    and not contains(source, 'README');
