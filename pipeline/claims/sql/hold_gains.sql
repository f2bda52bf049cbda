-- grain: as task_gains, computed once for all claims of a build; it hides the view of that name until it is dropped
-- reads: task_gains
create or replace temp table task_gains as
select *  -- noqa: AM04
from task_gains;
