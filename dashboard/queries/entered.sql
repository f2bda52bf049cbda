-- grain: one row per table that a reader entered by hand, in the order of its name
select
    source_id,
    any_value(source_title) as source_title,
    any_value(source_url) as source_url,
    any_value(table_or_section) as table_or_section,
    any_value(entered_by) as entered_by,
    any_value(entered_at) as entered_at,
    any_value(file_name) as file_name,
    string_agg(distinct encoder, ', ' order by encoder) as encoders,
    string_agg(distinct task, ', ' order by task) as tasks,
    count(*) as n_figures
from entered_scores
group by source_id
order by source_id
