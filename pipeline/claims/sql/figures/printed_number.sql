-- grain: one row per source_id that prints the metric; $of: the metric
-- $encoder, $row, $table: whose figure, under which name, in which table (its first words); '' leaves it open
-- reads: reported_scores
-- flagged rows stay out; value is null where what is named leaves figures of several systems, or several numbers
select
    source_id as place,
    case
        when count(distinct encoder || ' ' || system) = 1 and count(distinct value) = 1 then any_value(value)
    end as value,  -- noqa: RF04
    string_agg(distinct source_title, '; ' order by source_title) as shown,
    list(reported_id order by reported_id) as reported_ids,
    list(distinct system || ', ' || table_or_section) as printed_as
from reported_scores
where
    metric = $of[1]
    and flag = ''
    and $encoder in ('', encoder)
    and $row in ('', system)
    and starts_with(table_or_section, $table)
group by source_id
order by source_id;
