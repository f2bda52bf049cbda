-- title: Why scores are missing
select
    task,
    split,
    reason,
    count(*) as n_languages,
    string_agg(language, ', ' order by language) as languages
from missing_cells
group by task, split, reason
order by n_languages desc, task asc
