"""Runs the experiments of a study and keeps the record of which run answers which point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.domain.errors import JobFailedError, unknown_name
from pipeline.execution.display import Display
from pipeline.execution.jobs import is_done
from pipeline.execution.local import LocalRun
from pipeline.execution.sources import open_source
from pipeline.experiments.declared_source import DeclaredSource
from pipeline.experiments.studies import SCALES, ScaleName, load_study, point_profiles, study_names
from pipeline.experiments.study_plan import StudyPlan, plan_study
from pipeline.sources.source import Source
from pipeline.store.home import STUDIES, Home
from pipeline.store.lock import writing
from pipeline.store.study_records import write_study

ALL = "all"


@dataclass(frozen=True, slots=True)
class StudyChoice:
    """What the command line asks for."""

    name: str  # of a study, or "all"
    scale: str
    data: Path | None
    folder: Path = STUDIES

    def planned(self, *, is_declared: bool = False) -> list[StudyPlan]:
        """The plan of every study chosen.

        Args:
            is_declared: plan over what the benchmark is said to hold, where no folder is named; none of it can run.

        Raises:
            CrosscheckError: a study or scale that does not exist, or cannot be planned over its source.
        """
        if self.scale not in SCALES:
            raise unknown_name("scale", self.scale, SCALES)
        names = study_names(self.folder) if self.name == ALL else [self.name]
        return [self._plan(name, SCALES[self.scale], is_declared=is_declared) for name in names]

    def _plan(self, name: str, scale: ScaleName, *, is_declared: bool) -> StudyPlan:
        file = load_study(name, self.folder)
        profile = point_profiles(file, scale)[0]
        source: Source
        if is_declared and self.data is None and profile.source != "generated":
            source = DeclaredSource(profile.source)
        else:
            source = open_source(profile, self.data)
        return plan_study(file, scale, source)


def run_studies(
    choice: StudyChoice,
    home: Home,
    console: Console,
    *,
    is_plan: bool,
    publish: Callable[[Home], None],
) -> None:
    """Run what is missing of the studies chosen, one after the other, then publish.

    Args:
        is_plan: only list the jobs.
        publish: builds and publishes the store of a home.

    Raises:
        JobFailedError: jobs failed; everything else is done and published.
    """
    planned = choice.planned(is_declared=is_plan)
    if is_plan:
        for one in planned:
            _print_plan(one, home, console)
        return
    n_failed = 0
    with writing(home, started_at=datetime.now(UTC).isoformat(), command=f"study {choice.name}"):
        for one in planned:
            console.print(f"[bold]{one.study.title}[/]: {len(one.plan.jobs)} jobs", highlight=False)
            write_study(home.study_records, one.study)
            with Display(home, console) as display:
                n_failed += len(LocalRun(one.plan, home, choice.data, display.update).run().failed)
        publish(home)
    if n_failed:
        raise JobFailedError(f"{n_failed} job(s) of the studies failed; fix the cause and run the same command again")


def _print_plan(one: StudyPlan, home: Home, console: Console) -> None:
    table = Table("job", "kind", "cells", "state", title=f"{one.study.title}: {one.study.scale_label}")
    for job in one.plan.jobs:
        table.add_row(job.label, job.kind.value, str(len(job.cells) or ""), "done" if is_done(job, home) else "to do")
    console.print(table)
    console.print(f"{len(one.plan.jobs)} jobs of {len(one.study.points)} points", highlight=False)
