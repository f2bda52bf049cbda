"""`python -m pipeline report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home


def report(
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("report.html"),
    home: HomeOption = None,
) -> None:
    """Write all claims with their evidence, gains, studies and audits as one HTML file that needs no network."""
    from dashboard.report.document import write_report

    path = write_report(find_home(home), out)
    console.print(f"{path}: {path.stat().st_size:,} bytes", soft_wrap=True, highlight=False)
