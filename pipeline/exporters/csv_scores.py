"""CSV that `import scores` reads again: its columns first, then where each score comes from."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.exporters.exporter import Export, Exporter
from pipeline.importers.importer import COLUMNS, OPTIONAL, PROVENANCE
from pipeline.store.atomic import write_atomically


def _write(export: Export, out: Path) -> None:
    columns = (*COLUMNS, *OPTIONAL, *PROVENANCE)
    rows = zip(*(export.scores.column(name).to_pylist() for name in columns), strict=True)

    def fill(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)

    write_atomically(out, fill)


EXPORTER = Exporter(
    name="csv", title="CSV of scores with their provenance, which `import scores` reads", ending=".csv", write=_write
)
