"""`python -m pipeline build`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.steps import now, publish_home
from pipeline.commands.terminal import BenchmarksOption, HomeOption
from pipeline.store.home import find_home


def build(
    check: Annotated[
        str, typer.Option(metavar="sample|all", help="Scores to compute anew from answers and gold, word by word.")
    ] = "sample",
    benchmarks: BenchmarksOption = None,
    home: HomeOption = None,
) -> None:
    """Build a new DuckDB file from the run records, judge the claims in it, and publish it."""
    from pipeline.recheck import Check
    from pipeline.store.lock import writing

    if check not in list(Check):
        raise typer.BadParameter(f"{check!r}; expected 'sample' or 'all'", param_hint="--check")

    place = find_home(home)
    with writing(place, started_at=now().isoformat(), command="build"):
        publish_home(place, check, benchmarks)
