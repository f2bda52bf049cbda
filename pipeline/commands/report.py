"""`python -m pipeline report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home


def report(
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("report.html"),
    site: Annotated[
        Path | None, typer.Option(help="Write a folder instead: the report, and a page and a picture a claim.")
    ] = None,
    url: Annotated[str, typer.Option(help="Where that folder will be served, for previews of its links.")] = "",
    home: HomeOption = None,
) -> None:
    """Write all claims with their evidence, gains, studies and audits as one HTML file that needs no network."""
    from dashboard.report.document import write_report
    from dashboard.report.site import write_site

    if site is not None:
        written = write_site(find_home(home), site, url)
        console.print(f"{written[0]} and {len(written) - 1} other files", soft_wrap=True, highlight=False)
        return
    path = write_report(find_home(home), out)
    console.print(f"{path}: {path.stat().st_size:,} bytes", soft_wrap=True, highlight=False)
