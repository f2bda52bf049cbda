-- grain: one row per regime
-- reads: regimes
select
    regime,
    title,
    short_title
from regimes
order by place, regime
