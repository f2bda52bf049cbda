"""What each job of a plan will cost: tokens, seconds from measured speed, and memory.

Seconds = tokens x parameters outside the embeddings / (the same product per second, measured). A token of scoring
costs a third of one of training: forward alone, where training goes back as well at twice the cost.
Source: Kaplan et al. 2020 (arXiv 2001.08361), section 2.1: 2N operations forward, 4N backward, N without embeddings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.task import Split, Task, TaskType
from pipeline.experiments.declared_sizes import rows_per_example
from pipeline.experiments.declared_source import Counter
from pipeline.experiments.encoder_shape import EncoderShape
from pipeline.experiments.memory import Batch, scoring_bytes, trained_share, training_bytes
from pipeline.experiments.plan import Cell, Job, JobKind, scores_all_layers
from pipeline.experiments.profile import FineTuning, MaskedText
from pipeline.experiments.recipe import Ingredient
from pipeline.experiments.throughput import FORWARD_SHARE, Throughput, training_cost
from pipeline.tasks.discovery import get_task

MEASURED, SAMPLED, FULL_ROWS = "measured", "sampled", "full rows"
_ORDER = ("not known", FULL_ROWS, SAMPLED, "declared", "counted", "profile", MEASURED)  # the weakest ground first


@dataclass(frozen=True, slots=True)
class JobEstimate:
    """What one job is expected to need."""

    job: Job
    n_examples: int | None  # None: no source says how many there are
    n_tokens: int | None  # of training over all epochs, or of scoring
    examples_basis: str  # "counted", "declared", "profile" (a cap of the profile), "not known"
    # "measured": tokens of an example seen in runs on this source; "sampled": those of some examples, by the encoder's
    # tokenizer; "full rows": max_length of each
    tokens_basis: str
    n_steps: int | None  # optimiser steps
    seconds: float | None
    memory_bytes: int | None


class Estimator:
    """Estimates the jobs of one plan."""

    def __init__(self, counter: Counter, shape: EncoderShape | None, speed: Throughput | None, source: str) -> None:
        """`source` is the key under which runs on the same data were measured."""
        self._counter, self._shape, self._speed, self._source = counter, shape, speed, source

    def estimate(self, job: Job) -> JobEstimate:
        """What `job` needs; fields are None where something that they follow from is not known."""
        if job.kind is JobKind.EVALUATE:
            return self._evaluate(job)
        return self._pretrain(job) if job.kind is JobKind.PRETRAIN else self._train(job)

    def _pretrain(self, job: Job) -> JobEstimate:
        settings = job.profile.pretraining
        if settings is None:
            raise ValueError(f"job {job.key} pretrains without settings")
        steps = math.ceil(settings.n_tokens / (settings.batch_size * settings.block_length))
        return JobEstimate(
            job, 0, settings.n_tokens, "profile", "profile", steps, self._seconds(settings.n_tokens),
            self._training_memory(job, [Batch(settings.batch_size, settings.block_length)], None, settings),
        )  # fmt: skip

    def _train(self, job: Job) -> JobEstimate:
        recipe = job.recipe
        if recipe is None:
            raise ValueError(f"job {job.key} trains without a recipe")
        parts = [self._ingredient(part) for part in recipe.ingredients]
        masked = recipe.masked
        n_batches = (
            None if any(part.n_batches is None for part in parts) else sum(part.n_batches or 0 for part in parts)
        )
        n_tokens = None if any(part.n_tokens is None for part in parts) else sum(part.n_tokens or 0 for part in parts)
        batches = [
            Batch(part.settings.batch_size * rows_per_example(get_task(part.task)), part.settings.max_length)
            for part in recipe.ingredients
        ]
        if masked is not None:
            batches.append(Batch(masked.batch_size, masked.block_length))
            n_tokens = None if n_tokens is None else n_tokens + masked.n_tokens
            more = math.ceil(masked.n_tokens / (masked.batch_size * masked.block_length))
            n_batches = None if n_batches is None else n_batches + more
        return JobEstimate(
            job,
            None if any(part.n_examples is None for part in parts) else sum(part.n_examples or 0 for part in parts),
            n_tokens,
            _weakest([part.examples_basis for part in parts]),
            _weakest([part.tokens_basis for part in parts]),
            None if n_batches is None else math.ceil(n_batches / recipe.shared.gradient_accumulation),
            self._seconds(n_tokens, recipe.shared),
            self._training_memory(job, batches, recipe.shared, masked),
        )

    def _ingredient(self, part: Ingredient) -> _Part:
        task, settings = get_task(part.task), part.settings
        # translations say what the English examples say
        found = self._counter.count(task, part.split, "en")
        n, basis = _capped(found.n_examples, found.basis, part.n_examples)
        mean, tokens_basis = self._tokens_per_example(task, settings.max_length, found.example_tokens)
        return _Part(
            n,
            basis,
            None if n is None else round(n * settings.epochs * mean),
            tokens_basis,
            None if n is None else math.ceil(n / settings.batch_size) * settings.epochs,
        )

    def _tokens_per_example(self, task: Task, max_length: int, sampled: float | None) -> tuple[float, str]:
        """Mean tokens of an example and how that is known."""
        measured = self._speed.tokens_per_example if self._speed else {}
        names = [task.task, *(other for source, other in measured if source == self._source and _trains(task, other))]
        for name in names:
            if (self._source, name) in measured:
                return measured[self._source, name], MEASURED
        if sampled is not None:
            return sampled, SAMPLED
        return float(max_length * rows_per_example(task)), FULL_ROWS

    def _evaluate(self, job: Job) -> JobEstimate:
        task = get_task(str(job.task))
        counts = [self._cell(job, task, cell) for cell in job.cells]
        bases = _weakest([one.basis for one in counts])
        is_known = all(one.n_examples is not None for one in counts)
        n_examples = sum(one.n_examples or 0 for one in counts) if is_known else None
        memory = None if self._shape is None else scoring_bytes(self._shape, job.profile, _scored_length(job, task))
        key = (self._source, task.task)
        if self._speed and self._shape and key in self._speed.scoring:
            per_second = self._speed.scoring[key] / self._shape.n_body
            seconds = None if n_examples is None else n_examples / per_second
            return JobEstimate(job, n_examples, None, bases, MEASURED, None, seconds, memory)
        n_tokens = round(sum(one.n_tokens for one in counts)) if is_known else None
        seconds = self._seconds(n_tokens)
        share = FORWARD_SHARE * self._scored_depth(job, task)
        seconds = None if seconds is None else seconds * share
        return JobEstimate(
            job, n_examples, n_tokens, bases, _weakest([one.tokens_basis for one in counts]), None, seconds, memory
        )

    def _scored_depth(self, job: Job, task: Task) -> float:
        """Share of the layers that scoring goes through: retrieval at one layer ends there."""
        layer = job.profile.evaluation.retrieval_layer
        is_whole = task.task_type is not TaskType.SENTENCE_RETRIEVAL or scores_all_layers(job.profile, job.seed)
        if self._shape is None or is_whole or not 0 < layer <= self._shape.layers:
            return 1.0
        return layer / self._shape.layers

    def _cell(self, job: Job, task: Task, cell: Cell) -> _ScoredCell:
        """What is scored of one cell."""
        evaluation = job.profile.evaluation
        limit = evaluation.n_examples
        if cell.split is Split.DEV and evaluation.n_dev_examples is not None:
            limit = evaluation.n_dev_examples
        if task.task_type is TaskType.SENTENCE_RETRIEVAL:
            limit = None
        found = self._counter.count(task, cell.split, cell.language)
        n, basis = _capped(found.n_examples, found.basis, limit)
        if found.example_tokens is not None:
            n_tokens = (n or 0) * found.example_tokens + found.n_candidates * found.candidate_tokens
            return _ScoredCell(n, basis, n_tokens, SAMPLED)
        n_rows = (n or 0) * rows_per_example(task) + found.n_candidates
        return _ScoredCell(n, basis, n_rows * _scored_length(job, task), FULL_ROWS)

    def _seconds(self, n_tokens: int | None, shared: FineTuning | None = None) -> float | None:
        if n_tokens is None or self._shape is None or self._speed is None:
            return None
        cost = training_cost(trained_share(self._shape, shared))
        return n_tokens * cost / self._speed.training_tokens_per_second(self._shape)

    def _training_memory(
        self, job: Job, batches: Sequence[Batch], shared: FineTuning | None, masked: MaskedText | None
    ) -> int | None:
        return None if self._shape is None else training_bytes(self._shape, job.profile, batches, shared, masked)


@dataclass(frozen=True, slots=True)
class _ScoredCell:
    n_examples: int | None
    basis: str
    n_tokens: float
    tokens_basis: str


@dataclass(frozen=True, slots=True)
class _Part:
    n_examples: int | None
    examples_basis: str
    n_tokens: int | None
    tokens_basis: str
    n_batches: int | None


def _capped(n: int | None, basis: str, limit: int | None) -> tuple[int | None, str]:
    """The smaller of what there is and what the profile takes; where nobody knows what there is, not known."""
    if n is None or limit is None or n <= limit:
        return n, basis
    return limit, "profile"


def _weakest(bases: Sequence[str]) -> str:
    return min(bases, key=_ORDER.index, default="counted")


def _trains(trained: Task, other: str) -> bool:
    return get_task(other).train_task == trained.task


def _scored_length(job: Job, task: Task) -> int:
    if job.phase == "intermediate":
        return job.profile.fine_tuning("intermediate", task.task).max_length
    if task.train_task is None:
        return job.profile.target.max_length
    return job.profile.fine_tuning("target", task.train_task).max_length
