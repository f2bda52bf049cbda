-- grain: one row; $of: the role of target tasks
-- reads: datasets
select
    string_agg(distinct split_part(source, ';', 1), '; ' order by split_part(source, ';', 1)) as place,
    max(len(string_split(languages, ' ')))::double as value,  -- noqa: RF04
    arg_max(dataset, len(string_split(languages, ' '))) as shown
from datasets
where role = $of[1] and not contains(languages, '(') and not contains(source, 'README');
