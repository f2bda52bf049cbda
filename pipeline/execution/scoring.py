"""Reads the examples of a job and scores them with the checkpoint it starts from; enters every code digest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from pipeline.domain.example import ExampleSet
from pipeline.domain.task import Split, TaskType
from pipeline.execution.retrieval import open_retrieval_scorer
from pipeline.experiments.encoders import RANDOM_SEED, encoder_location, shape_of
from pipeline.experiments.plan import Cell, Job
from pipeline.experiments.recipe import ENGLISH, Ingredient
from pipeline.experiments.sampling import sample, spread
from pipeline.heads.discovery import get_head
from pipeline.heads.head import FeatureSettings
from pipeline.metrics.cell import CellScores, score_cell
from pipeline.metrics.chance import chance
from pipeline.sources.source import Source
from pipeline.store.home import Home
from pipeline.tasks.discovery import get_task
from pipeline.training.checkpoint import keeps_changes_alone, read_changed, read_head, read_record
from pipeline.training.encoder import Encoder, load_encoder, random_encoder
from pipeline.training.predict import predict

CHANCE_SEED = 0


def load_input(job: Job, home: Home, dropout: float | None = None) -> Encoder:
    """The encoder that a job starts from: its input's checkpoint, else the profile's encoder."""
    folder = home.checkpoints / str(job.input_key)
    if job.input_key is not None and not keeps_changes_alone(folder):
        return load_encoder(str(folder / "encoder"), job.profile.attention, dropout)
    name = str(job.profile.encoder)
    shape = shape_of(name)
    location = encoder_location(shape or name, home)
    if shape is not None:
        encoder = random_encoder(location, RANDOM_SEED, job.profile.attention, dropout)
    else:
        encoder = load_encoder(location, job.profile.attention, dropout)
    if job.input_key is not None:
        read_changed(folder, encoder)
    return encoder


def read_training_examples(source: Source, part: Ingredient, seed: int) -> ExampleSet:
    """The training examples of one task of a recipe: English ones, or an even share of each of its languages."""
    task = get_task(part.task)
    if part.languages == ENGLISH:
        return sample(source.read(task, part.split, "en"), part.n_examples, seed)
    by_language = {
        language: source.read(task, Split.TRAIN, "en") if language == "en" else source.read_translated(task, language)
        for language in part.languages
    }
    return spread(by_language, part.n_examples, seed)


def read_cell_examples(job: Job, source: Source, cell: Cell) -> tuple[ExampleSet, int]:
    """Examples to score and how many there are; candidates for retrieval are never cut, nor are queries."""
    task = get_task(cell.task)
    whole = source.read(task, cell.split, cell.language)
    evaluation = job.profile.evaluation
    limit = evaluation.n_examples
    if cell.split is Split.DEV and evaluation.n_dev_examples is not None:
        limit = evaluation.n_dev_examples
    if task.task_type is TaskType.SENTENCE_RETRIEVAL:
        limit = None
    return sample(whole, limit, seed=0), len(whole.examples)


def chance_of(cell: Cell, examples: ExampleSet) -> dict[str, float]:
    """Percent of the random guesser on the examples of a cell, by metric."""
    return chance(get_task(cell.task), examples, CHANCE_SEED)


def open_scorer(job: Job, home: Home, source: Source, encoder: Encoder) -> Callable[[ExampleSet], CellScores]:
    """What scores one set of examples with the checkpoint that the job starts from."""
    task, profile = get_task(str(job.task)), job.profile
    if task.task_type is TaskType.SENTENCE_RETRIEVAL:
        return open_retrieval_scorer(job, encoder, source, task)
    folder = home.checkpoints / str(job.input_key)
    kept = read_record(folder).head(task.task)
    settings = profile.fine_tuning("target" if job.phase == "target" else "intermediate", kept.task)
    network = get_head(task.task_type).network(encoder.width, len(kept.labels), 0.0)
    read_head(folder, kept.task, network)
    features = FeatureSettings(
        settings.max_length, settings.stride, profile.evaluation.max_answer_tokens, kept.may_be_unanswerable
    )

    def score(examples: ExampleSet) -> CellScores:
        answers = predict(
            encoder,
            network,
            task,
            # the head's outputs are numbered as in training
            dataclasses.replace(examples, labels=kept.labels),
            features,
            pooling=profile.pooling,
            precision=profile.precision,
            tokens_per_batch=profile.evaluation.tokens_per_batch,
        )
        return score_cell(task, examples, answers)

    return score
