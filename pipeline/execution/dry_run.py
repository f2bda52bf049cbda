"""A dry run: every job of a profile on tiny stand-ins of the encoder and of every file, one optimiser step each.

It shows that the profile's settings hold together, that every file is read in its format, that every head fits every
task, and that each phase takes over what the one before left. What comes out are no results, and none is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import ProfileError
from pipeline.execution.local import LocalRun
from pipeline.execution.plan_report import plan_or_declare
from pipeline.execution.schedule import RunState
from pipeline.execution.stand_in_encoder import write_stand_in_encoder
from pipeline.execution.stand_in_files import write_stand_ins
from pipeline.experiments.encoder_shape import profile_shape
from pipeline.experiments.plan import JobKind, Plan, plan
from pipeline.experiments.profile import FineTuning, Profile
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.store.home import Home
from pipeline.store.records import finished_cells

ONE_STEP = 1_000  # batches of one optimiser step: more than any stand-in has
N_LANES = 2  # processes
LEAST_MASKED_TOKENS = 1_000  # that a profile may ask for


@dataclass(frozen=True, slots=True)
class DryRun:
    """What came of it."""

    plan: Plan
    state: RunState
    n_files: int
    n_wanted: int  # jobs of the profile's own plan
    without_cells: tuple[str, ...]  # labels of jobs that ended well and left cells unscored

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """Label and error of every job that did not pass, those that were skipped after one among them."""
        labels = {job.key: job.label for job in self.plan.jobs}
        failed = [(labels[key], error.strip().splitlines()[-1]) for key, error in self.state.failed.items()]
        skipped = [(labels[key], f"not run: {labels[start]} failed") for key, start in self.state.skipped.items()]
        return (*failed, *skipped, *((label, "cells are missing") for label in self.without_cells))


def dry_run(profile: Profile, scratch: Path, notify: Callable[[RunState], None]) -> DryRun:
    """Put every job of `profile` through, all files below `scratch`, which is for the caller to remove.

    Args:
        notify: called as jobs begin and end.

    Raises:
        ProfileError: the profile has no plan, or a task has no files in an XTREME folder.
    """
    wanted, _, _ = plan_or_declare(profile.model_copy(update={"source": "xtreme_folder"}), None)
    data, home = scratch / "data", Home(scratch / "home")
    n_files = write_stand_ins(data, wanted)
    files = [path for path in sorted(data.rglob("*")) if path.is_file()]
    texts = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    encoder = write_stand_in_encoder(scratch / "encoder", texts, _n_layers(profile))
    made = plan(_shrunk(profile, encoder), XtremeFolder(data))
    labels = {job.label for job in wanted.jobs if job.kind is not JobKind.PRETRAIN}  # for that the encoder stands in
    if missing := sorted(labels - {job.label for job in made.jobs}):
        raise ProfileError(f"the dry run of {profile.name!r} has no job {missing[0]!r} ({len(missing)} in all)")
    state = LocalRun(made, home, data, notify).run()
    lacking = [
        job.label
        for job in made.jobs
        if job.key in state.done and job.run_id and len(finished_cells(home.runs, job.run_id)) < len(job.cells)
    ]
    return DryRun(made, state, n_files, len(wanted.jobs), tuple(lacking))


def _n_layers(profile: Profile) -> int:
    """Two, or as many as the layer for retrieval and those that stay as they are ask for."""
    layer, shape = profile.evaluation.retrieval_layer, profile_shape(profile)
    n_frozen = max(part.n_frozen_layers or 0 for part in (profile.intermediate, profile.target))
    if shape is not None and not -shape.layers <= layer <= shape.layers:
        raise ProfileError(f"retrieval_layer is {layer}, but the encoder has {shape.layers} layers")
    return max(2, layer, n_frozen)


def _shrunk(profile: Profile, encoder: Path) -> Profile:
    """The profile on the stand-ins: one epoch in one step; lengths, batches and all else as they are."""
    small = {"epochs": 1, "gradient_accumulation": ONE_STEP}

    def shrink(settings: FineTuning) -> FineTuning:
        return settings.model_copy(update=small)

    def only_given(settings: FineTuning) -> FineTuning:
        given = settings.model_dump(exclude_unset=True)
        return FineTuning.model_validate({name: value for name, value in given.items() if name not in small})

    masked = profile.continued_mlm.model_copy(update={"n_tokens": LEAST_MASKED_TOKENS})
    return profile.model_copy(
        update={
            "encoder": str(encoder),
            "pretraining": None,
            "source": "xtreme_folder",
            "intermediate": shrink(profile.intermediate),
            "target": shrink(profile.target),
            "overrides": {task: only_given(settings) for task, settings in profile.overrides.items()},
            "target_overrides": {task: only_given(settings) for task, settings in profile.target_overrides.items()},
            "continued_mlm": masked,
            "n_workers": N_LANES,
            "n_threads": 1,
        }
    )
