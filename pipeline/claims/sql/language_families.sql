-- grain: one row per language
-- reads: languages
select
    language,  -- noqa: RF04
    family
from languages;
