"""Parquet with the columns of the CSV, which `import scores` and pandas read."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from pipeline.exporters.exporter import Export, Exporter
from pipeline.importers.importer import COLUMNS, OPTIONAL, PROVENANCE
from pipeline.store.atomic import write_atomically


def _write(export: Export, out: Path) -> None:
    table = export.scores.select([*COLUMNS, *OPTIONAL, *PROVENANCE])
    write_atomically(out, lambda temporary: pq.write_table(table, temporary, compression="zstd"))


EXPORTER = Exporter(name="parquet", title="Parquet of scores with their provenance", ending=".parquet", write=_write)
