"""Steps that several commands take: choose a profile, plan, publish, tell of a failure."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.status import Status

from pipeline.commands.terminal import console
from pipeline.domain.errors import JobFailedError, UnknownNameError
from pipeline.store.home import Home

if TYPE_CHECKING:
    from pipeline.execution.schedule import RunState
    from pipeline.experiments.plan import Plan
    from pipeline.experiments.profile import Profile
    from pipeline.sources.source import Source


_HAS_TEXTS = "holds no labels"  # in the reason of a cell whose files are there (pipeline.sources.cell.unlabelled)


def choose_profile(name: str | None, data: Path | None) -> Profile:
    """The profile of that name, file or study point; by default `first` with a data folder, else `mini`."""
    from pipeline.experiments.profile import load_profile
    from pipeline.experiments.studies import POINT, load_point

    if name is not None and name.startswith(POINT):
        return load_point(name)
    chosen = load_profile(name or ("first" if data is not None else "mini"))
    _refuse_described(chosen)
    return chosen


def _refuse_described(profile: Profile) -> None:
    """Refuse a target that belongs to a described benchmark, of which nothing can be trained."""
    from pipeline.store.benchmarks import load_benchmarks
    from pipeline.tasks.discovery import load_tasks

    tasks = load_tasks()
    unknown = [task for task in profile.targets if task not in tasks]
    described = load_benchmarks(registered=tasks).tasks if unknown else {}
    for task in unknown:
        if task in described:
            raise UnknownNameError(
                f"profile {profile.name!r}: target {task!r} belongs to {described[task].benchmark_title}, a benchmark "
                "that is described and not trained here; name registered targets, or register it (CONTRIBUTING.md, A "
                "task)"
            )


def make_plan(profile: Profile, data: Path | None) -> tuple[Plan, Source]:
    """The jobs of a profile on its source.

    Raises:
        UnknownNameError: the profile names a task, language or encoder that is not registered.
    """
    from pipeline.execution.sources import open_source
    from pipeline.experiments.plan import plan

    source = open_source(profile, data)
    try:
        return plan(profile, source), source
    except UnknownNameError as error:
        raise UnknownNameError(f"profile {profile.name!r}: {error}") from error


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def failure(planned: Plan, state: RunState, rest: str) -> JobFailedError:
    """The error of a run in which jobs failed, with the last line of each."""
    names = {job.key: job.label for job in planned.jobs}
    lines = [f"  {names[key]}: {error.strip().splitlines()[-1]}" for key, error in state.failed.items()]
    return JobFailedError(
        f"{len(state.failed)} job(s) failed and {len(state.skipped)} that start from them were not run; "
        f"{rest}. Fix the cause and run the same command again:\n" + "\n".join(lines)
    )


def try_on_stand_ins(chosen: Profile) -> None:
    """Put every job of a profile through on tiny stand-ins of its files and of the encoder.

    Raises:
        JobFailedError: a job failed.
    """
    from pipeline.execution.display import Display
    from pipeline.execution.dry_run import dry_run

    with (
        tempfile.TemporaryDirectory(prefix="crosscheck-dry-run-") as scratch,
        Display(Home(Path(scratch) / "home"), console) as display,
    ):
        done = dry_run(chosen, Path(scratch), display.update)
    n_failed = len(done.failures)
    console.print(
        f"dry run of {chosen.name}: {len(done.plan.jobs) - n_failed} of {len(done.plan.jobs)} jobs passed, {n_failed} "
        f"failed, on stand-ins of {done.n_files} files and of the encoder (random weights); nothing is kept",
        highlight=False,
        soft_wrap=True,
    )
    if n_failed:
        lines = "\n".join(f"  {label}: {error}" for label, error in done.failures)
        raise JobFailedError(f"{n_failed} job(s) of the dry run failed:\n{lines}")


def print_missing(planned: Plan) -> None:
    """Cells that cannot be scored, a line for each task, split and what is lacking: the files, or the gold labels."""
    missing: dict[tuple[str, str, str], list[str]] = {}
    for job in planned.jobs:
        for cell in job.missing_cells:
            lacking = "texts without gold labels" if _HAS_TEXTS in cell.reason else "not in this source"
            languages = missing.setdefault((lacking, cell.task, cell.split.value), [])
            if cell.language not in languages:
                languages.append(cell.language)
    for (lacking, task, split), languages in missing.items():
        console.print(f"  {lacking}: {task} {split} in {', '.join(languages)}", style="yellow", highlight=False)


def _report(status: Status, step: str) -> None:
    """Show a step where there is a terminal; write a line of it where output goes to a file."""
    status.update(f"building: {step}")
    if not console.is_terminal:
        console.print(f"{now():%H:%M:%S}  {step}", highlight=False)


def publish_home(place: Home, check: str = "sample", benchmarks: Path | None = None) -> None:
    """Build the home's file with all claims judged, and publish it.

    Args:
        check: word of pipeline.recheck.Check.
        benchmarks: folder of described benchmarks, beside those that ship and the home's.
    """
    from pipeline.build import build_judged
    from pipeline.recheck import Check
    from pipeline.store.benchmarks import folders_of, load_benchmarks
    from pipeline.store.publish import publish
    from pipeline.store.shipped import find_shipped
    from pipeline.store.working_tree import git_commit
    from pipeline.tasks.discovery import load_tasks

    tasks = load_tasks()
    described = load_benchmarks(folders_of(place, benchmarks), registered=tasks)
    with console.status("building") as status:
        path = build_judged(
            place,
            now=now(),
            git_commit=git_commit(),
            tasks=list(tasks.values()),
            benchmarks=described,
            shipped=find_shipped(),
            report=lambda step: _report(status, step),
            check=Check(check),
        )
    publish(place, path)
    console.print(f"published {path}", soft_wrap=True, highlight=False)
