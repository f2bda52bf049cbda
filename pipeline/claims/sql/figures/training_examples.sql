-- grain: one row; $of: datasets whose sizes are added up
-- reads: datasets
-- value: null unless each of them has one printed size
select
    string_agg(distinct source, '; ' order by source) as place,
    case
        when count(try_cast(train_examples as bigint)) = len($of) and count(*) = len($of)
            then sum(try_cast(train_examples as bigint))::double
    end as value,  -- noqa: RF04
    string_agg(dataset || ' ' || train_examples, ' + ' order by dataset) as shown
from datasets
where list_contains($of, dataset);
