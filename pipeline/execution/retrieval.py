"""Scores of sentence retrieval at the headline layer of an encoder and, where the profile says so, at every layer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial

import torch

from pipeline.domain.errors import EncoderError
from pipeline.domain.example import ExampleSet, RetrievalQuery
from pipeline.domain.score import LayerScore
from pipeline.domain.task import Split, Task
from pipeline.experiments.plan import Job, scores_all_layers
from pipeline.heads.sentence_retrieval import closest, nearest
from pipeline.metrics.bitext import best_threshold
from pipeline.metrics.bitext_cell import score_bitext_cell
from pipeline.metrics.cell import CellScores, score_cell
from pipeline.metrics.gold import gold_pairs
from pipeline.metrics.ranking import DEPTH
from pipeline.metrics.ranking_cell import MAP_20, score_ranking_cell
from pipeline.sources.source import Source
from pipeline.training.device import make_accelerator
from pipeline.training.encoder import Encoder
from pipeline.training.predict import embed
from pipeline.training.sentence_states import SentenceStates, room_for_states

_WITHOUT_THRESHOLD = ("accuracy", MAP_20)  # other retrieval is BUCC's
States = Callable[[tuple[str, ...]], torch.Tensor]  # of sentences at one layer: float [sentences, width]


def headline_layer(declared: int, n_layers: int) -> int:
    """Place of the declared layer among the embeddings (0) and the layers (1 to `n_layers`).

    Args:
        declared: as the profile has it; below 0 it is counted from the last, which is -1.

    Raises:
        EncoderError: the encoder has no such layer.
    """
    layer = declared if declared >= 0 else n_layers + 1 + declared
    if not 0 <= layer <= n_layers:
        raise EncoderError(
            f"retrieval_layer is {declared}, but the encoder has {n_layers} layers; expected 0 (the embeddings) to "
            f"{n_layers}, or -1 (the last) to {-n_layers - 1}"
        )
    return layer


def open_retrieval_scorer(job: Job, encoder: Encoder, source: Source, task: Task) -> Callable[[ExampleSet], CellScores]:
    """What scores one set of queries with an encoder as it is.

    Scores and predictions are those of the headline layer; `layers` of the scores holds every layer, in order, or
    nothing where the profile asks for the headline alone.

    Raises:
        EncoderError: the encoder lacks the headline layer.
    """
    evaluation = job.profile.evaluation
    headline = headline_layer(evaluation.retrieval_layer, encoder.n_layers)
    is_of_all = scores_all_layers(job.profile, job.seed)
    others = range(encoder.n_layers + 1) if is_of_all else ()
    order = [headline, *(layer for layer in others if layer != headline)]

    def embed_at(sentences: Sequence[str], layers: Sequence[int]) -> torch.Tensor:
        return embed(
            encoder,
            sentences,
            layers=layers,
            max_length=job.profile.target.max_length,
            precision=job.profile.precision,
            tokens_per_batch=evaluation.tokens_per_batch,
        )

    # English candidates serve many languages, and dev pairs their own threshold and that of test
    kept = SentenceStates(embed_at, order, encoder.width, room_for_states())
    device = make_accelerator(job.profile.precision).device

    def states(sentences: tuple[str, ...], layer: int) -> torch.Tensor:
        return kept(sentences, layer).to(device)  # where every line is compared with every other

    def score(examples: ExampleSet) -> CellScores:
        # BUCC's threshold is tuned on the dev pairs of the language (Hu et al. 2020, section 3), for each layer anew
        dev = source.read(task, Split.DEV, examples.language) if task.primary_metric not in _WITHOUT_THRESHOLD else None
        scores = _score(task, examples, dev, partial(states, layer=headline))
        if not is_of_all:
            return scores
        rows = {headline: scores.values}
        for layer in order[1:]:
            rows[layer] = _score(task, examples, dev, partial(states, layer=layer)).values
        layers = (
            LayerScore(layer, value.metric, value.value, layer == headline)
            for layer in sorted(rows)
            for value in rows[layer]
        )
        return dataclasses.replace(scores, layers=tuple(layers))

    return score


def _score(task: Task, examples: ExampleSet, dev: ExampleSet | None, states: States) -> CellScores:
    """Scores at one layer; `dev` are the pairs that a threshold is tuned on, None where the task has none."""
    if dev is not None:
        threshold = best_threshold(_mined(dev, states), gold_pairs(dev))
        return score_bitext_cell(examples, _mined(examples, states), threshold)
    if task.primary_metric == MAP_20:
        return score_ranking_cell(examples, nearest(*_both_sides(examples, states), DEPTH))
    return score_cell(task, examples, [candidate for candidate, _ in _closest(examples, states)])


def _both_sides(examples: ExampleSet, states: States) -> tuple[torch.Tensor, torch.Tensor]:
    queries = tuple(item.text for item in examples.examples if isinstance(item, RetrievalQuery))
    return states(queries), states(tuple(examples.candidates))


def _closest(examples: ExampleSet, states: States) -> list[tuple[int, float]]:
    return closest(*_both_sides(examples, states))


def _mined(examples: ExampleSet, states: States) -> dict[tuple[str, str], float]:
    """Each line's nearest candidate with their cosine."""
    return {
        (item.example_id, examples.candidate_ids[candidate]): cosine
        for item, (candidate, cosine) in zip(examples.examples, _closest(examples, states), strict=True)
    }
