"""What commands share: the terminal they write to and the options that several of them take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

console = Console()
errors = Console(stderr=True)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="CROSSCHECK_HOME", help="Folder of all outputs; the repository's data/ by default."),
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="CROSSCHECK_DATA",
        help="XTREME folder (holds xtreme/, labels/, intermediate/, raw/, xglue/), or data sets in the hub's layout.",
    ),
]
BenchmarksOption = Annotated[
    Path | None,
    typer.Option(
        "--benchmarks",
        help="Folder of described benchmarks (TOML), beside data/benchmarks and own-benchmarks/ of the home.",
    ),
]
ProfileArgument = Annotated[
    str | None,
    typer.Argument(
        help="Shipped profile, TOML file or study:NAME:SCALE:NUMBER; by default 'first' with --data, else 'mini'."
    ),
]
