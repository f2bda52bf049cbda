"""`python -m pipeline study`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.steps import publish_home
from pipeline.commands.terminal import DataOption, HomeOption, console
from pipeline.store.home import find_home


def study(
    name: Annotated[str, typer.Argument(help="A study of data/studies, or 'all'.")],
    scale: Annotated[str, typer.Option(help="'mini', or 'paper' for a cluster.")] = "mini",
    is_plan: Annotated[bool, typer.Option("--plan", help="Only list the jobs.")] = False,
    data: DataOption = None,
    home: HomeOption = None,
) -> None:
    """Run what is missing of a study and publish the store; see docs/studies.md."""
    from pipeline.execution.studies import StudyChoice, run_studies

    run_studies(StudyChoice(name, scale, data), find_home(home), console, is_plan=is_plan, publish=publish_home)
