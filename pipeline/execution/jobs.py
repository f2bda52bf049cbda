"""Carries out one job: reads its inputs, calls training or prediction, writes a checkpoint or cells."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import nn

from pipeline.domain.example import ExampleSet
from pipeline.domain.run import Phase, Run, RunStatus
from pipeline.domain.score import Score
from pipeline.execution import provenance
from pipeline.execution.encoder_record import encoder_training
from pipeline.execution.scoring import (
    chance_of,
    load_input,
    open_scorer,
    read_cell_examples,
    read_training_examples,
)
from pipeline.execution.sources import open_source
from pipeline.experiments.encoder_training import read_training
from pipeline.experiments.encoders import origin_of
from pipeline.experiments.plan import Cell, Job, JobKind
from pipeline.experiments.profile import FineTuning
from pipeline.experiments.recipe import Recipe
from pipeline.metrics.cell import CellScores
from pipeline.sources.example_texts import example_texts
from pipeline.sources.source import Source, TextSource
from pipeline.store.home import Home
from pipeline.store.records import cell_name, finished_cells, read_cell, write_cell, write_curve, write_run
from pipeline.store.shipped import find_shipped, read_shipped, shipped_cells
from pipeline.tasks.discovery import get_task, paper_tasks
from pipeline.training.checkpoint import (
    CheckpointRecord,
    HeadRecord,
    is_complete,
    keeps_changes_alone,
    kept_names,
    read_curve,
    read_head,
    read_record,
    write_checkpoint,
)
from pipeline.training.device import hold_memory_down
from pipeline.training.encoder import Encoder, weights_digest
from pipeline.training.fine_tuning import Lesson, MaskedLesson, fine_tune
from pipeline.training.loop import Progress, ProgressSink
from pipeline.training.masked_lm import pretrain
from pipeline.training.masked_text import read_texts
from pipeline.training.state import drop_state


def is_done(job: Job, home: Home) -> bool:
    """Whether nothing of a job is left to do."""
    if job.run_id is None:
        return is_complete(home.checkpoints / job.key)
    return {cell_name(cell.task, cell.split, cell.language) for cell in job.cells} <= finished_cells(
        home.runs, job.run_id
    )


@dataclasses.dataclass(frozen=True, slots=True)
class ShippedRuns:
    """Runs that ship with the project; one of the same key need not be made again."""

    cells: Mapping[str, frozenset[str]]  # names of the scored cells by run

    @classmethod
    def found(cls) -> ShippedRuns:
        """Those of the folder that this process loads results from; none where there is none.

        Raises:
            MissingDataError, DataFormatError: a file of it is missing or damaged.
        """
        folder = find_shipped()
        return cls(shipped_cells(read_shipped(folder)) if folder is not None else {})

    def hold(self, job: Job) -> bool:
        """Whether all cells of a job are among them."""
        if job.run_id is None or not job.cells:
            return False
        names = {cell_name(cell.task, cell.split, cell.language) for cell in job.cells}
        return names <= self.cells.get(job.run_id, frozenset())


def carry_out(job: Job, home: Home, source: Source, progress: ProgressSink) -> None:
    """Do what is left of one job.

    Raises:
        CrosscheckError: the input is missing or unfit; the message names it.
    """
    hold_memory_down()
    _set_up_torch(job)
    {JobKind.PRETRAIN: carry_out_pretraining, JobKind.TRAIN: _train, JobKind.EVALUATE: _evaluate}[job.kind](
        job, home, source, progress
    )


def _set_up_torch(job: Job) -> None:
    """The same sums in the same order, whichever command carries the job out."""
    torch.set_num_threads(job.n_threads)
    torch.use_deterministic_algorithms(True, warn_only=True)
    # a check for careless code, which costs a tenth of a step
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]


def state_folder(job: Job, home: Home) -> Path:
    """Where the state of an unfinished training is kept."""
    return home.checkpoints / f".{job.key}.state"


def carry_out_pretraining(job: Job, home: Home, text: TextSource, progress: ProgressSink) -> None:
    """Make the encoder of a pretraining job from `text` and leave its checkpoint.

    Raises:
        CrosscheckError: the start or the text is missing or unfit; the message names it.
    """
    hold_memory_down()
    _set_up_torch(job)
    settings = job.profile.pretraining
    if settings is None:
        raise ValueError(f"job {job.key} pretrains without settings")
    made = pretrain(
        text,
        settings,
        attention=job.profile.attention,
        precision=job.profile.precision,
        progress=progress,
        state_folder=state_folder(job, home),
        state_seconds=job.profile.execution.state_seconds,
        snapshot_folder=home.checkpoints / f"{job.key}-snapshots",
        to_read=_benchmark_texts(job),
    )
    record = CheckpointRecord(
        key=job.key,
        encoder_digest=made.start_digest,
        n_parameters=made.encoder.n_parameters,
        n_train_examples=0,
        n_train_tokens=made.outcome.n_tokens,
        wall_seconds=made.outcome.wall_seconds,
        tokens_per_processor_second=made.outcome.tokens_per_processor_second,
        precision=made.precision,
    )
    training = encoder_training(job.profile, text, record, made.outcome.curve, len(made.encoder.tokenizer))
    write_checkpoint(home.checkpoints / job.key, made.encoder, {}, record, made.outcome.curve, training)
    drop_state(state_folder(job, home))


def _benchmark_texts(job: Job) -> Iterator[str]:
    """What the profile's own benchmark would give the encoder to read, where it is generated."""
    if job.profile.source == "generated":
        yield from example_texts(open_source(job.profile, None), paper_tasks().values())


def _train(job: Job, home: Home, source: Source, progress: ProgressSink) -> None:
    recipe = job.recipe
    if recipe is None:
        raise ValueError(f"job {job.key} trains without a recipe")
    lessons = [
        Lesson(
            get_task(part.task), read_training_examples(source, part, job.seed), part.settings, _head_filler(job, home)
        )
        for part in recipe.ingredients
    ]
    encoder = load_input(job, home, recipe.shared.dropout)
    digest = weights_digest(encoder.backbone)
    made = fine_tune(
        encoder,
        lessons,
        _share_of_one_process(job, recipe.shared),
        _masked_lesson(recipe, source),
        pooling=job.profile.pooling,
        precision=job.profile.precision,
        seed=job.seed,
        progress=progress,
        state_folder=state_folder(job, home),
        state_seconds=job.profile.execution.state_seconds,
    )
    if torch.distributed.is_initialized() and torch.distributed.get_rank() != 0:
        return  # the first of several processes writes for all; their weights are equal
    record = CheckpointRecord(
        key=job.key,
        heads=tuple(
            HeadRecord(
                task=head.task,
                labels=head.labels,
                may_be_unanswerable=head.may_be_unanswerable,
                n_train_examples=head.n_train_examples,
            )
            for head in made.heads
        ),
        encoder_digest=digest,
        n_parameters=encoder.n_parameters,
        n_train_examples=sum(head.n_train_examples for head in made.heads),
        n_train_tokens=made.outcome.n_tokens,
        wall_seconds=made.outcome.wall_seconds,
        tokens_per_processor_second=made.outcome.tokens_per_processor_second,
        precision=made.precision,
    )
    networks = {head.task: head.network for head in made.heads}
    changed = _changed(job, home, encoder)
    write_checkpoint(home.checkpoints / job.key, encoder, networks, record, made.outcome.curve, changed=changed)
    drop_state(state_folder(job, home))


def _changed(job: Job, home: Home, encoder: Encoder) -> frozenset[str] | None:
    """Names of the weights that this phase or one before it trained; None: all, or the encoder has no name."""
    folder = home.checkpoints / str(job.input_key)
    if job.profile.encoder is None or (job.input_key is not None and not keeps_changes_alone(folder)):
        return None
    before = kept_names(folder) if job.input_key is not None else frozenset()
    weights = dict(encoder.backbone.named_parameters())
    changed = before.union(name for name, weight in weights.items() if weight.requires_grad)
    return changed if changed < weights.keys() else None


def _share_of_one_process(job: Job, shared: FineTuning) -> FineTuning:
    """Settings by which the processes of a job together take the batches of one process in every step."""
    n_batches = shared.gradient_accumulation // job.profile.execution.n_processes
    return shared.model_copy(update={"gradient_accumulation": n_batches})


def _head_filler(job: Job, home: Home) -> Callable[[nn.Module], object] | None:
    """What loads the head that a recipe goes on with, from the checkpoint that the job starts from."""
    if job.recipe is None or job.recipe.head_from is None:
        return None
    return functools.partial(read_head, home.checkpoints / str(job.input_key), job.recipe.head_from)


def _masked_lesson(recipe: Recipe, source: TextSource) -> MaskedLesson | None:
    settings = recipe.masked
    if settings is None:
        return None
    return MaskedLesson(read_texts(source, settings.languages, settings.max_sentences), settings)


# settings of the whole profile; what of them holds for the run stands under "fine_tuning" and beside it
_NOT_OF_THE_RUN = {"title", "overrides", "target_overrides", "target", "intermediate", "regimes", "execution"}


def _config(job: Job, settings: FineTuning | None) -> dict[str, object]:
    profile = job.profile.model_dump(mode="json", exclude=_NOT_OF_THE_RUN)
    if job.profile.encoder is not None:  # what its own folder says, whatever the profile does
        made = read_training(job.profile.encoder)
        profile["pretraining"] = made.settings.model_dump(mode="json") if made else None
        origin = origin_of(job.profile.encoder)  # what it has seen before all that is measured here
        profile["encoder_origin"] = origin.model_dump(mode="json") if origin else None
    profile["job_key"], profile["input_key"] = job.key, job.input_key
    profile["stand_in"] = dataclasses.asdict(job.stand_in) if job.stand_in else None
    profile["fine_tuning"] = settings.model_dump(mode="json") if settings else None
    profile["intermediate_fine_tuning"] = {
        task: job.profile.fine_tuning("intermediate", task).model_dump(mode="json")
        for task in job.regime.intermediate_tasks
    }
    return profile


def _encoder_name(job: Job) -> str:
    """The profile's encoder, or what its own was made from: "all-MiniLM-L6-v2 + masked LM, first"."""
    made = job.profile.pretraining
    if job.profile.encoder is not None or made is None:
        return str(job.profile.encoder)
    return f"{made.start} + masked LM, {job.profile.name}"


def make_run(job: Job, home: Home, status: RunStatus, started: datetime, error: str | None = None) -> Run:
    """The manifest of the run that an evaluate job records, as far as it is known."""
    task = get_task(str(job.task))
    profile = job.profile
    folder = home.checkpoints / str(job.input_key)
    record = read_record(folder) if job.input_key is not None and is_complete(folder) else None
    trained = record if record and record.heads and task.train_task is not None else None
    settings = (
        profile.fine_tuning("target" if job.phase == "target" else "intermediate", trained.head(task.task).task)
        if trained
        else None
    )
    return Run(
        run_id=str(job.run_id),
        profile=profile.name,
        phase=Phase(job.phase),
        encoder=_encoder_name(job),
        encoder_digest=record.encoder_digest if record else "",
        n_parameters=record.n_parameters if record else 0,
        regime=job.regime.regime,
        intermediate_tasks=job.regime.intermediate_tasks,
        target_task=task.task,
        seed=job.seed,
        status=status,
        config=_config(job, settings)
        | {"trained_tokens_per_processor_second": trained.tokens_per_processor_second if trained else None},
        versions=provenance.versions(),
        git_commit=provenance.git_commit(),
        code_digest=job.code_digest,
        source=profile.source,
        source_digest=job.source_digest,
        started_at=started,
        wall_seconds=None,
        n_train_examples=trained.n_train_examples if trained else None,
        n_train_tokens=trained.n_train_tokens if trained else None,
        tokens_per_second=trained.tokens_per_second if trained else None,
        machine={
            **provenance.machine(),
            "threads": job.n_threads,
            **({"processes": profile.execution.n_processes} if trained and profile.execution.n_processes > 1 else {}),
            "precision": record.precision if record else profile.precision,
        },
        missing_cells=job.missing_cells,
        error=error,
        languages_seen=job.languages_seen,
    )


def _evaluate(job: Job, home: Home, source: Source, progress: ProgressSink) -> None:
    clock, processor_clock, n_scored = time.monotonic(), time.process_time(), 0
    encoder = load_input(job, home)
    run = make_run(job, home, RunStatus.RUNNING, datetime.now(UTC))
    if get_task(str(job.task)).train_task is None:  # nothing was trained: the phase starts from these weights
        digest = weights_digest(encoder.backbone)
        run = dataclasses.replace(run, encoder_digest=digest, n_parameters=encoder.n_parameters)
    write_run(home.runs, run)
    done = finished_cells(home.runs, run.run_id)
    todo = [cell for cell in job.cells if cell_name(cell.task, cell.split, cell.language) not in done]
    scorer = open_scorer(job, home, source, encoder)
    if job.input_key is not None:
        write_curve(home.runs, run.run_id, read_curve(home.checkpoints / job.input_key))
    for number, cell in enumerate(todo, start=1):
        before = time.monotonic()
        examples, n_available = read_cell_examples(job, source, cell)
        scores = scorer(examples)
        _record(run.run_id, home, cell, examples, n_available, scores, time.monotonic() - before)
        n_scored += len(examples.examples)
        seconds = time.monotonic() - clock
        progress(Progress(number, len(todo), number / seconds, f"{cell.language} {cell.split.value}"))
    if n_scored:
        per_example = (time.process_time() - processor_clock) / n_scored
        config = run.config | {"scored_processor_seconds_per_example": per_example}
        run = dataclasses.replace(run, config=config)
    finish_run(home, run)


def finish_run(home: Home, run: Run) -> None:
    """Mark a run whose cells are all there as finished; its seconds are those of its cells, whenever they were made."""
    cells = (home.runs / run.run_id / "cells").glob("*.json")
    seconds = sum(read_cell(path).wall_seconds for path in cells)
    write_run(home.runs, dataclasses.replace(run, status=RunStatus.FINISHED, wall_seconds=seconds))


def _record(
    run_id: str, home: Home, cell: Cell, examples: ExampleSet, n_available: int, scores: CellScores, seconds: float
) -> None:
    guesses = chance_of(cell, examples)
    rows = [
        Score(
            run_id=run_id,
            task=cell.task,
            language=cell.language,
            split=cell.split,
            metric=value.metric,
            value=value.value,
            n_examples=len(examples.examples),
            n_available=n_available,
            chance=guesses.get(value.metric),
            metric_impl=value.metric_impl,
        )
        for value in scores.values
    ]
    write_cell(home.runs, run_id, rows, scores.predictions, seconds, scores.layers)
