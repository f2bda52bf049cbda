"""`python -m pipeline findings`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home

CONTROLS = ("lab-random", "lab-mini")


def findings(
    profile: Annotated[str, typer.Argument(help="Profile whose runs are written up.")] = "lab",
    against: Annotated[str, typer.Option(help="Profile whose gains are held against its gains.")] = "mini-full",
    control: Annotated[
        list[str] | None, typer.Option(help="Profile of a control; lab-random and lab-mini by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; on the screen by default.")] = None,
    home: HomeOption = None,
) -> None:
    """Write what a profile measured, from the published file: scores, gains, claims, groups of languages."""
    from pipeline.results import open_results
    from pipeline.results.findings import findings as write_up
    from pipeline.store.atomic import write_text

    with open_results(home=find_home(home).root) as results:
        text = write_up(results, profile, against, CONTROLS if control is None else control)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_text(out, text)
    console.print(f"{out}: {len(text.splitlines())} lines", soft_wrap=True, highlight=False)
