"""`python -m pipeline plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.steps import choose_profile, print_missing, try_on_stand_ins
from pipeline.commands.terminal import DataOption, HomeOption, ProfileArgument, console
from pipeline.store.home import find_home

if TYPE_CHECKING:
    from pipeline.experiments.estimate import JobEstimate


def plan(
    profile: ProfileArgument = None,
    data: DataOption = None,
    home: HomeOption = None,
    price_per_hour: Annotated[
        float | None, typer.Option(min=0, help="Price of the machine whose speed counts; adds the cost of each job.")
    ] = None,
    tokens_per_second: Annotated[
        float | None,
        typer.Option(
            min=1e-6, help="Training speed of this encoder on your machine, instead of that of finished runs."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="As `run --dry-run`.")] = False,
) -> None:
    """List the jobs of a profile with what each will cost, what is done already and which cells the source lacks.

    Data that is not here is planned as data/reference/datasets.csv declares it.
    """
    import json

    from pipeline.execution.jobs import ShippedRuns, is_done
    from pipeline.execution.plan_json import as_json as to_json
    from pipeline.execution.plan_report import make_report
    from pipeline.execution.plan_text import print_report

    chosen, place = choose_profile(profile, data), find_home(home)
    if dry_run:
        try_on_stand_ins(chosen)
        return
    report = make_report(chosen, data, place, price_per_hour=price_per_hour, tokens_per_second=tokens_per_second)
    shipped = ShippedRuns.found()

    def is_over(one: JobEstimate) -> bool:
        return shipped.hold(one.job) or is_done(one.job, place)

    if as_json:
        typer.echo(json.dumps(to_json(report, is_over), indent=1, ensure_ascii=False))
        return
    print_report(report, is_over, console)
    print_missing(report.plan)
