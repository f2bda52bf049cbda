"""`python -m pipeline discrepancies`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.terminal import console


def discrepancies(
    kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND,...", help="Only these kinds; docs/discrepancies.md lists them.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Folder with reported_scores.csv and datasets.csv; data/reference by default.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Also write all of it there.")] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Also write one line per figure there.")] = None,
) -> None:
    """Audit the published figures: averages, copies, labels, counts that contradict one another."""
    from pipeline.audits.published.command import show_discrepancies

    show_discrepancies(console, kinds=kind or (), reference=reference, json_out=json_out, csv_out=csv_out)
