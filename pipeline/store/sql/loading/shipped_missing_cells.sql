-- grain: one row per profile, source_digest, task, language, split that the home's own runs do not name already
-- reads: the snapshot's missing_cells.parquet, missing_cells
insert into missing_cells by name
select rows.*  -- noqa: AM04
from read_parquet($file) as rows  -- noqa: RF02, RF04
anti join missing_cells as own
    on
        rows.profile = own.profile
        and rows.source = own.source
        and rows.source_digest = own.source_digest
        and rows.task = own.task
        and rows.language = own.language
        and rows.split = own.split;
