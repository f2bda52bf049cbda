-- grain: one row per table or view and column, tables first; n_rows is null for a view
select
    columns.table_name,
    tables.estimated_size as n_rows,  -- exact, since a published file is written once
    columns.column_name,
    columns.data_type
from duckdb_columns() as columns
left join duckdb_tables() as tables
    on columns.table_oid = tables.table_oid and columns.database_oid = tables.database_oid
where not columns.internal
order by tables.estimated_size is null, columns.table_name, columns.column_index
