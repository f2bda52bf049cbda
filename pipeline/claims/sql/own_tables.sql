-- grain: one row per table or view of the open file
-- reads: duckdb's catalogue
select table_name
from information_schema.tables
where table_schema = 'main';
