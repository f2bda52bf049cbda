"""From a profile to a graph of jobs, each keyed by everything that enters its result.

    pretrain -> train (intermediate tasks, or none) -> train (target task; retrieval has none) -> evaluate

A key is a digest of the settings, the data, the code and the keys of the inputs: equal keys mean equal results, so
shared phases run once and finished work is never repeated.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.domain.errors import ProfileError, unknown_name
from pipeline.domain.example import MissingCell
from pipeline.domain.regime import Regime
from pipeline.domain.task import Split, Task, TaskRole
from pipeline.experiments.code_digest import pretraining_code, scoring_code, task_content, training_code
from pipeline.experiments.encoder_training import languages_seen_in
from pipeline.experiments.encoders import encoder_identity
from pipeline.experiments.library_versions import SCORING_LIBRARIES, TRAINING_LIBRARIES, library_versions
from pipeline.experiments.profile import Profile, parse_regime
from pipeline.experiments.recipe import Ingredient, Recipe, intermediate_recipe, target_recipe
from pipeline.sources.source import InFolder, Part, Source, TextSource, part_digest
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import get_task, load_tasks, paper_tasks


class JobKind(StrEnum):
    """What a job does."""

    PRETRAIN = "pretrain"
    TRAIN = "train"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class Cell:
    """One task, split and language to score."""

    task: str
    split: Split
    language: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """What a target was trained on instead of a training set that the source lacks."""

    task: str
    split: str
    instead_of: str  # the task whose training set is missing


@dataclass(frozen=True, slots=True)
class Job:
    """One node of the graph; plain data, so that it travels between processes."""

    key: str
    kind: JobKind
    label: str
    profile: Profile
    input_key: str | None  # job whose checkpoint this one starts from; None: the profile's encoder
    task: str | None  # evaluated task, or the only one that is trained
    regime: Regime
    seed: int
    phase: str  # "pretrain" | "intermediate" | "target"
    run_id: str | None = None  # evaluate jobs record a run
    cells: tuple[Cell, ...] = ()
    missing_cells: tuple[MissingCell, ...] = ()
    n_threads: int = 1
    source_digest: str = ""  # of the whole source, so that the runs of one source are known to belong together
    code_digest: str = ""
    recipe: Recipe | None = None  # of a training on tasks
    languages_seen: tuple[str, ...] | None = None  # by masked LM, at the end of the run; None: not known, or no run
    stand_in: StandIn | None = None  # of a run: what it was trained on where the training set is missing

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that are trained; none where nothing is, or text alone."""
        return self.recipe.tasks if self.recipe else ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs of a profile in an order in which every job follows its input."""

    profile: Profile
    jobs: tuple[Job, ...]

    def dependents(self, key: str) -> tuple[Job, ...]:
        """Jobs that start from the checkpoint of job `key`."""
        return tuple(job for job in self.jobs if job.input_key == key)


def job_key(content: Mapping[str, object]) -> str:
    """sha256, first 16 digits, of the canonical JSON of what enters a job's result."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _key(job: Job | None) -> str | None:
    return None if job is None else job.key


def _execution(profile: Profile) -> dict[str, object]:
    return {"precision": profile.precision, "attention": profile.attention}


def pretraining_job(profile: Profile, text: TextSource) -> Job:
    """The job that makes the encoder of a profile from text.

    Raises:
        ProfileError: the profile does not say how.
    """
    settings = profile.pretraining
    if settings is None:
        raise ProfileError(f"profile {profile.name!r} names its encoder ({profile.encoder}) and has no [pretraining]")
    code, text_digest = pretraining_code(profile.source), text.text_digest()
    content = {
        "kind": "pretrain",
        "settings": settings.model_dump(exclude={"n_snapshots"}),
        "start": encoder_identity(settings.start),
        "text": text_digest,
        "code": code,
        "libraries": library_versions(TRAINING_LIBRARIES),
        "threads": profile.n_pretraining_threads,
        **_execution(profile),
    }
    return Job(
        job_key(content),
        JobKind.PRETRAIN,
        f"pretrain {profile.name}",
        profile,
        None,
        None,
        parse_regime("none"),
        settings.seed,
        "pretrain",
        n_threads=profile.n_pretraining_threads,
        source_digest=text_digest,
        code_digest=code,
    )


class _Planner:
    """Builds the jobs of one profile, sharing equal ones."""

    def __init__(self, profile: Profile, source: Source) -> None:
        self.profile, self.source = profile, source
        self.jobs: dict[str, Job] = {}
        self._digests: dict[str, str] = {}
        self._whole_digest = source.digest(_tasks_of_source(profile))
        self._common = {
            "encoder": profile.encoder and encoder_identity(profile.encoder),
            "pooling": profile.pooling,
            **_execution(profile),
        }

    def _digest(self, task: Task) -> str:
        if task.task not in self._digests:
            self._digests[task.task] = self.source.digest([task])
        return self._digests[task.task]

    def _part_digest(self, part: Ingredient) -> str:
        """Of what a training reads, so that test files and other languages leave its key as it is."""
        return part_digest(self.source, get_task(part.task), Part(part.split, part.languages))

    def add(self, job: Job) -> Job:
        """The job of this key, the one planned before where there is one."""
        return self.jobs.setdefault(job.key, job)

    def train(self, recipe: Recipe, regime: Regime, seed: int, phase: str, start: Job | None) -> Job:
        """Train by `recipe`, starting from the checkpoint of `start`."""
        tasks = [get_task(task) for task in recipe.tasks]
        code = training_code(tasks, self.profile.source)
        key = job_key(
            {
                "kind": "train",
                **recipe.content(),
                "trained": [task_content(task) for task in tasks],
                "seed": seed,
                "code": code,
                "libraries": library_versions(TRAINING_LIBRARIES),
                "input": _key(start),
                "data": [self._part_digest(part) for part in recipe.ingredients],
                "text": self.source.text_digest() if recipe.masked else None,
                "threads": self.profile.n_threads,
                **self.profile.execution.key_content(recipe.shared.gradient_accumulation),
                **self._common,
            }
        )
        name = regime.regime
        if phase == "target":
            name = recipe.tasks[0] if name == "none" else f"{name} -> {recipe.tasks[0]}"
        return self.add(
            Job(
                key,
                JobKind.TRAIN,
                f"train {name} s{seed}",
                self.profile,
                _key(start),
                recipe.tasks[0] if len(recipe.tasks) == 1 else None,
                regime,
                seed,
                phase,
                n_threads=self.profile.n_threads,
                source_digest=self._whole_digest,
                code_digest=code,
                recipe=recipe,
            )
        )

    def evaluate(
        self, task: Task, regime: Regime, seed: int, phase: str, start: Job | None, stand_in: StandIn | None = None
    ) -> Job:
        """Score `task` in every language present with the checkpoint of `start`, which `stand_in` may have trained."""
        cells, missing = self._cells(task, phase, stand_in)
        code = scoring_code(task, self.profile.source)
        settings = self.profile.evaluation.model_dump(exclude={"splits", "languages"})
        settings["retrieval_layers"] = "all" if scores_all_layers(self.profile, seed) else "headline"
        if task.train_task is None:  # else the length is that of the training, which the input's key holds
            settings["max_length"] = self.profile.target.max_length
        key = job_key(
            {
                "kind": "evaluate",
                "profile": self.profile.name,
                "task": task.task,
                "scored": task_content(task),
                "regime": regime.regime,
                "phase": phase,
                "seed": seed,
                "settings": settings,
                "code": code,
                "libraries": library_versions(SCORING_LIBRARIES),
                "input": _key(start),
                "data": self._digest(task),
                "threads": self.profile.n_threads,
                **self._common,
            }
        )
        run_id = f"{self.profile.name}.{phase}.{task.task}.{regime.regime}.s{seed}.{key[:10]}"
        return self.add(
            Job(
                key,
                JobKind.EVALUATE,
                f"evaluate {task.task} after {regime.regime} s{seed}",
                self.profile,
                _key(start),
                task.task,
                regime,
                seed,
                phase,
                run_id,
                cells,
                missing,
                self.profile.n_threads,
                self._whole_digest,
                code,
                languages_seen=languages_seen_in(self.profile, regime, self.source),
                stand_in=stand_in,
            )
        )

    def _cells(
        self, task: Task, phase: str, stand_in: StandIn | None
    ) -> tuple[tuple[Cell, ...], tuple[MissingCell, ...]]:
        splits = self.profile.splits if phase == "target" else (Split.DEV,)
        wanted = set(self.profile.evaluation.languages) if phase == "target" else set()
        cells: list[Cell] = []
        missing: list[MissingCell] = []
        for split in splits:
            cells += [
                Cell(task.task, split, language)
                for language in self.source.languages(task, split)
                if not wanted or language in wanted
            ]
            lacking = self.source.missing(task, split)
            missing += [_of_any_machine(cell, self.source) for cell in lacking if not wanted or cell.language in wanted]
        if stand_in is not None:
            trained_on = Cell(stand_in.task, Split(stand_in.split), "en")
            if trained_on in cells:
                cells.remove(trained_on)
                why = f"trained on instead of the missing training set of {stand_in.instead_of}, so not scored"
                missing.append(MissingCell(task.task, "en", trained_on.split, why))
        return tuple(cells), tuple(missing)


def _of_any_machine(cell: MissingCell, source: Source) -> MissingCell:
    """The cell with paths as the source's folder holds them: run records ship, and say nothing of a machine's tree."""
    if not isinstance(source, InFolder):
        return cell
    return replace(cell, reason=cell.reason.replace(f"{source.root}{os.sep}", ""))


def _check(profile: Profile, targets: Sequence[Task], intermediate: Sequence[Task], source: Source) -> None:
    wrong = [task.task for task in targets if task.role is not TaskRole.TARGET]
    wrong += [task.task for task in intermediate if task.role is not TaskRole.INTERMEDIATE]
    if wrong:
        raise ProfileError(f"tasks in the wrong phase: {', '.join(wrong)}; targets and regimes take tasks of that role")
    substitutes = [(name, one.task) for name, one in profile.substitutes.items()]
    for name in (*profile.overrides, *profile.target_overrides, *(name for pair in substitutes for name in pair)):
        get_task(name)
    for name, other in substitutes:
        if get_task(name).task_type is not get_task(other).task_type:
            raise ProfileError(f"task {other!r} cannot stand in for {name!r}: they are of different task types")
    known = {language for task in load_tasks().values() for language in task.languages}
    known |= {language.language for language in load_languages()}
    known |= {language for task in targets for split in profile.splits for language in source.languages(task, split)}
    for language in profile.evaluation.languages:
        if language not in known:
            raise unknown_name("language", language, known)


def _needed(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Jobs that score something, and those that they start from, in the order given."""
    by_key = {job.key: job for job in jobs}
    needed: set[str] = set()
    for job in jobs:
        key = job.key if job.kind is JobKind.EVALUATE and job.cells else None
        while key is not None and key not in needed:
            needed.add(key)
            key = by_key[key].input_key
    return tuple(job for job in jobs if job.key in needed)


def _tasks_of_source(profile: Profile) -> list[Task]:
    """The tasks whose data tell one source from another: the paper's, and those of other benchmarks that are used."""
    targets = [get_task(name) for name in profile.targets]
    names = [name for text in profile.regimes for name in profile.regime(text).intermediate_tasks]
    names += [task.train_first for task in targets if task.train_first is not None]
    names += [substitute.task for substitute in profile.substitutes.values()]
    used = {task.task: task for task in (*targets, *map(get_task, names))}
    return list((paper_tasks() | used).values())


def scores_all_layers(profile: Profile, seed: int) -> bool:
    """Whether retrieval is scored at every layer beside the headline's."""
    wanted = profile.evaluation.retrieval_layers
    return wanted == "all" or (wanted == "first_seed" and seed == profile.seeds[0])


def _training_task(target: Task, source: Source, profile: Profile) -> tuple[Task, StandIn | None]:
    """The task whose examples train `target`: itself where the source has such, else its `train_task`.

    Where the source has neither and the profile names a substitute, the task of that, and what it stands in for.
    """
    if "en" in source.languages(target, Split.TRAIN):
        return target, None
    wanted = get_task(str(target.train_task))
    if "en" in source.languages(wanted, Split.TRAIN) or wanted.task not in profile.substitutes:
        return wanted, None
    substitute = profile.substitutes[wanted.task]
    return get_task(substitute.task), StandIn(substitute.task, substitute.split, wanted.task)


def plan(profile: Profile, source: Source) -> Plan:
    """The graph of jobs of a profile over a source.

    Raises:
        UnknownNameError: the profile names a task that is not registered, or a language that no task has.
        ProfileError: a regime's key has no meaning, a task stands in the wrong phase, or no cell can be scored.
        MissingDataError: training data or text that the profile needs is not in the source.
    """
    planner = _Planner(profile, source)
    targets = [get_task(name) for name in profile.targets]
    regimes = [profile.regime(text) for text in profile.regimes]
    _check(profile, targets, [get_task(name) for regime in regimes for name in regime.intermediate_tasks], source)
    pretrained = planner.add(pretraining_job(profile, source)) if profile.encoder is None else None
    for seed in profile.seeds:
        for regime in regimes:
            start = pretrained
            if regime.intermediate_tasks:
                recipe = intermediate_recipe(profile, regime, source)
                start = planner.train(recipe, regime, seed, "intermediate", start)
                for name in regime.intermediate_tasks:
                    planner.evaluate(get_task(name), regime, seed, "intermediate", start)
            for target in targets:
                trained, stand_in = start, None
                if target.train_first is not None:
                    recipe = target_recipe(profile, get_task(target.train_first), source)
                    trained = planner.train(recipe, regime, seed, "target", trained)
                if target.train_task is not None:
                    task, stand_in = _training_task(target, source, profile)
                    split = Split(stand_in.split) if stand_in else Split.TRAIN
                    recipe = target_recipe(profile, task, source, target.train_first, split)
                    trained = planner.train(recipe, regime, seed, "target", trained)
                planner.evaluate(target, regime, seed, "target", trained, stand_in)
    jobs = _needed(tuple(planner.jobs.values()))
    if not any(job.kind is JobKind.EVALUATE and job.phase == "target" for job in jobs):
        raise ProfileError(f"profile {profile.name!r} has nothing to score in source {source.name!r}")
    return Plan(profile, jobs)
