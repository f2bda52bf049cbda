"""`python -m pipeline discrepancies`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home

if TYPE_CHECKING:
    from pipeline.audits.published.counted import ImportedFigure
    from pipeline.audits.published.findings import Discrepancy
    from pipeline.domain.benchmark import Benchmarks
    from pipeline.store.home import Home


def discrepancies(
    kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND,...", help="Only these kinds; docs/discrepancies.md lists them.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Folder with reported_scores.csv and datasets.csv; data/reference by default.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Also write all of it there.")] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Also write one line per figure there.")] = None,
    home: HomeOption = None,
) -> None:
    """Audit the published figures, and of the home each import and each table entered by hand."""
    from pipeline.audits.published.command import show_discrepancies

    benchmarks, imported, entered = _of_home(find_home(home))
    show_discrepancies(
        console,
        kinds=kind or (),
        reference=reference,
        benchmarks=benchmarks,
        imported=imported,
        entered=entered,
        json_out=json_out,
        csv_out=csv_out,
    )


def _of_home(place: Home) -> tuple[Benchmarks, list[ImportedFigure], list[Discrepancy]]:
    """Described benchmarks; of the home's published file, where there is one, imports and faults of entered tables."""
    from contextlib import closing

    from pipeline.audits.published.stored import entered_discrepancies, imported_figures
    from pipeline.domain.errors import StoreError
    from pipeline.store.benchmarks import folders_of, joined, load_benchmarks, stored_benchmarks
    from pipeline.store.publish import open_build, published
    from pipeline.tasks.discovery import load_tasks

    described = load_benchmarks(folders_of(place), registered=load_tasks())
    if not place.pointer.exists():
        return described, [], []
    try:
        with closing(open_build(published(place))) as connection:
            known = joined(described, stored_benchmarks(connection))
            return known, imported_figures(connection), entered_discrepancies(connection)
    except StoreError as error:
        console.print(
            f"imports and tables entered by hand are not read: {error}",
            style="yellow",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        return described, [], []
