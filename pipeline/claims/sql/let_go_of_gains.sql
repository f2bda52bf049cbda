-- the view is seen again
drop table if exists temp.task_gains;
