"""`python -m pipeline snapshot`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home


def snapshot(
    profiles: Annotated[
        list[str], typer.Argument(help="Profiles whose finished runs are written; 'studies' alone: those of studies.")
    ],
    home: HomeOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write; a part of data/snapshot by default.")] = None,
    max_mb: Annotated[float, typer.Option(min=0, help="Most that all files may take, in millions of bytes.")] = 10.0,
) -> None:
    """Write finished runs as the measured results that ship with the project."""
    from pipeline.store.shipped import SNAPSHOT, STUDIES
    from pipeline.store.shipping import write_snapshot
    from pipeline.store.study_shipping import write_study_snapshot

    folder = (out or SNAPSHOT / "-".join(profiles)).resolve()
    if profiles == [STUDIES]:
        manifest, _ = write_study_snapshot(find_home(home), folder, max_megabytes=max_mb)
    else:
        manifest = write_snapshot(find_home(home), profiles, folder, max_megabytes=max_mb)
    table = Table("file", "rows", "bytes")
    for name, file in manifest.files.items():
        table.add_row(f"{name}.parquet", f"{file.n_rows:,}", f"{file.n_bytes:,}")
    console.print(table)
    left_out = f"{manifest.n_unfinished_left_out} unfinished, {manifest.n_superseded_left_out} superseded"
    console.print(f"{folder}: runs left out: {left_out}", soft_wrap=True, highlight=False)
