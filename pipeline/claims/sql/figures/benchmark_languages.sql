-- grain: one row; $of is not used
-- reads: languages
select
    'data/reference/languages.csv' as place,
    nullif(count(*), 0)::double as value,  -- noqa: RF04
    string_agg(language, ', ' order by language) as shown
from languages
where is_xtreme and len($of) = 0;
