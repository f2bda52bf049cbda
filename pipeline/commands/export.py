"""`python -m pipeline export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home


def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="csv, or another of pipeline/exporters.")],
    out: Annotated[
        Path | None, typer.Option(help="File or folder to write; scores.csv or the like by default.")
    ] = None,
    profile: Annotated[list[str] | None, typer.Option(help="Only this profile; may be given again.")] = None,
    encoder: Annotated[list[str] | None, typer.Option(help="Only this encoder.")] = None,
    regime: Annotated[list[str] | None, typer.Option(help="Only this regime.")] = None,
    task: Annotated[list[str] | None, typer.Option(help="Only this target task.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only this language.")] = None,
    split: Annotated[list[str] | None, typer.Option(help="Only dev, or only test.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Only this metric.")] = None,
    home: HomeOption = None,
) -> None:
    """Write scores of the published file, with where each comes from, in a format of others."""
    from contextlib import closing

    from pipeline.domain.errors import unknown_name
    from pipeline.exporters.discovery import load_exporters
    from pipeline.exporters.exporter import Export, Selection, select_scores
    from pipeline.store.publish import open_build, published

    exporters = load_exporters()
    if format_name not in exporters:
        raise unknown_name("export format", format_name, exporters)
    exporter = exporters[format_name]
    chosen = [names or () for names in (profile, encoder, regime, task, language, split, metric)]
    path = out or Path(f"scores{exporter.ending}")
    with closing(open_build(published(find_home(home)))) as connection:
        scores = select_scores(connection, Selection(*chosen))
        exporter.write(Export(scores, connection), path)
    console.print(f"{path}: {scores.num_rows:,} scores", soft_wrap=True, highlight=False, markup=False)
