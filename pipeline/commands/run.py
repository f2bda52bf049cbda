"""`python -m pipeline run`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.steps import (
    choose_profile,
    failure,
    make_plan,
    now,
    print_missing,
    publish_home,
    try_on_stand_ins,
)
from pipeline.commands.terminal import DataOption, HomeOption, ProfileArgument, console
from pipeline.store.home import find_home


def run(
    profile: ProfileArgument = None,
    data: DataOption = None,
    home: HomeOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Put every job through on tiny stand-ins of all files; keep nothing.")
    ] = False,
    executor: Annotated[str, typer.Option(help="'local' processes, or 'ray'; see docs/execution.md.")] = "local",
    ray_address: Annotated[
        str | None, typer.Option(help="Of a cluster that is up ('auto' on one of its machines); else one of our own.")
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option(help="URL for checkpoints and records, where not every machine of Ray sees the home."),
    ] = None,
) -> None:
    """Run what is missing of a profile, publish the store, judge the claims and print the verdicts."""
    from pipeline.commands.printing.run_summary import print_run_summary
    from pipeline.commands.printing.verdict_table import verdict_rows
    from pipeline.execution.display import Display
    from pipeline.execution.executors import open_run
    from pipeline.store.lock import writing
    from pipeline.store.publish import published

    chosen, place = choose_profile(profile, data), find_home(home)
    if dry_run:
        try_on_stand_ins(chosen)
        return
    planned, _ = make_plan(chosen, data)
    n_cells = sum(len(job.cells) for job in planned.jobs)
    console.print(f"[bold]{chosen.title}[/] ({chosen.name}): {len(planned.jobs)} jobs, {n_cells} cells -> {place.root}")
    print_missing(planned)
    with writing(place, started_at=now().isoformat(), command=f"run {chosen.name}"):
        with Display(place, console) as display:
            state = open_run(executor, ray_address, storage)(planned, place, data, display.update).run()
        for note in state.notes:
            console.print(f"note: {note}", style="yellow", markup=False, highlight=False, soft_wrap=True)
        publish_home(place)
    print_run_summary(verdict_rows(published(place)), chosen.name, chosen.title, console)
    console.print("Dashboard: `make serve`, then http://127.0.0.1:8501", highlight=False)
    if state.failed:
        raise failure(planned, state, "everything else is done and published")
