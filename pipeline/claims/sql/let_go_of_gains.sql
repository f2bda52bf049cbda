-- the view is seen again
drop table if exists temp.gains;
