"""`python -m pipeline status`."""

from __future__ import annotations

from rich.table import Table

from pipeline.commands.terminal import HomeOption, console
from pipeline.domain.errors import StoreError
from pipeline.store.home import find_home


def status(home: HomeOption = None) -> None:
    """Say what is published, which runs there are and what is running now."""
    from pipeline.store.publish import published, schema_version, upgrade
    from pipeline.store.records import finished_cells, read_run, run_folders
    from pipeline.store.tables import SCHEMA_VERSION

    place = find_home(home)
    console.print(f"home: {place.root}", soft_wrap=True)
    if place.progress.is_file():
        console.print(f"running: {place.progress.read_text(encoding='utf-8')}", soft_wrap=True, markup=False)
    table = Table("run", "status", "cells")
    for folder in run_folders(place.runs):
        record = read_run(folder)
        table.add_row(record.run_id, record.status.value, str(len(finished_cells(place.runs, record.run_id))))
    if table.row_count:
        console.print(table)
    try:
        path = published(place)
        version = schema_version(path)
        known = "" if version == SCHEMA_VERSION else f", this code reads {SCHEMA_VERSION}; {upgrade(version)}"
        console.print(
            f"published: {path}, schema version {version}{known}", soft_wrap=True, highlight=False, markup=False
        )
    except StoreError as nothing:
        console.print(f"published: {nothing}", soft_wrap=True, highlight=False)
