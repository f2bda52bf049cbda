"""How scores rise with masked LM: every encoder kept on the way, put through the same small experiment."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import MissingDataError
from pipeline.execution.score_table import ScorePoint
from pipeline.experiments.encoder_training import EncoderTraining, read_training
from pipeline.experiments.plan import Job, Plan, plan
from pipeline.experiments.profile import Profile
from pipeline.sources.source import Source
from pipeline.store.home import Home
from pipeline.store.records import read_cell


@dataclass(frozen=True, slots=True)
class Stage:
    """One encoder on the way."""

    step: int
    tokens: int  # of masked LM, up to the step
    folder: Path


def stages(folder: Path, home: Home) -> list[Stage]:
    """The encoders kept on the way to the shipped one in `folder`, and that one itself, in order of step.

    Args:
        home: where it was pretrained.

    Raises:
        MissingDataError: the folder holds no shipped encoder, or the home no encoders on the way to it.
    """
    training = read_training(str(folder))
    if training is None:
        raise MissingDataError(
            f"{folder} holds no encoder with a training.json; make it with `pretrain --out {folder}`"
        )
    kept = home.checkpoints / f"{training.job_key}-snapshots"
    found = sorted(kept.glob("step-*"))
    if not found:
        raise MissingDataError(
            f"no encoders on the way at {kept}; set n_snapshots in [pretraining] and pretrain with the same --home"
        )
    on_the_way = [_stage(path, training) for path in found]
    return [*on_the_way, Stage(training.n_steps, training.n_tokens, folder)]


def _stage(path: Path, training: EncoderTraining) -> Stage:
    step = int(path.name.removeprefix("step-"))
    return Stage(step, step * training.n_tokens // training.n_steps, path)  # every step has as many tokens


def curve_home(folder: Path, home: Home) -> Home:
    """A home beside the encoders on the way: these runs are measurements of an encoder, not evidence on claims."""
    training = read_training(str(folder))
    return Home(home.checkpoints / f"{training.job_key if training else folder.name}-curve")


def curve_plan(profile: Profile, found: Sequence[Stage], source: Source) -> tuple[Plan, dict[str, Stage]]:
    """The jobs of `profile` for every stage in one plan, and the stage of each job by its key."""
    jobs: list[Job] = []
    stage_of: dict[str, Stage] = {}
    for stage in found:
        # not the profile's own encoder, so what it says of the making of that one is left out
        changed = profile.model_copy(update={"encoder": str(stage.folder), "pretraining": None})
        for job in plan(changed, source).jobs:
            jobs.append(dataclasses.replace(job, label=f"step {stage.step}: {job.label}"))
            stage_of[job.key] = stage
    return Plan(profile, tuple(jobs)), stage_of


def collect_scores(made: Plan, stage_of: dict[str, Stage], home: Home) -> list[ScorePoint]:
    """The scores of all finished cells of the plan."""
    points = []
    for job in made.jobs:
        if job.run_id is None:
            continue
        stage = stage_of[job.key]
        for path in sorted((home.runs / job.run_id / "cells").glob("*.json")):
            points += [
                ScorePoint(stage.step, stage.tokens, row.task, row.language, row.metric, row.value, row.chance)
                for row in read_cell(path).scores
            ]
    return points
