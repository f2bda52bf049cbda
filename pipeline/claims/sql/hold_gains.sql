-- grain: as gains, computed once for all claims of a build; it hides the view of that name until it is dropped
-- reads: gains
create or replace temp table gains as
select *  -- noqa: AM04
from gains;
