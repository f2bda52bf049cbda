-- grain: one row per source_id that prints the metric; $of: the metric
-- reads: reported_scores
-- flagged rows stay out
select
    source_id as place,
    any_value(value order by reported_id) as value,  -- noqa: RF04
    string_agg(source_title, '; ' order by reported_id) as shown,
    list(reported_id order by reported_id) as reported_ids
from reported_scores
where metric = $of[1] and flag = ''
group by source_id
order by source_id;
