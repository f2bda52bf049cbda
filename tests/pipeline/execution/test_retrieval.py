"""Retrieval at every layer, on states made by hand."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from pipeline.domain.errors import EncoderError, ScoreRangeError
from pipeline.domain.example import ExampleSet, RetrievalQuery
from pipeline.domain.score import LayerScore
from pipeline.domain.task import Split
from pipeline.execution.jobs import carry_out, is_done
from pipeline.execution.retrieval import headline_layer, open_retrieval_scorer
from pipeline.experiments.plan import plan
from pipeline.experiments.profile import Profile
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.store.home import Home
from pipeline.store.records import read_cell
from pipeline.tasks.discovery import get_task

# Tatoeba: which candidate each of two queries points at, at each layer
POINTS = {0: {"p": (1, 0), "q": (0, 1)}, 1: {"p": (1, 0), "q": (1, 0)}, 2: {"p": (0, 1), "q": (1, 0)}}
PAIRS = ExampleSet(
    "tatoeba", "de", Split.TEST, (RetrievalQuery("1", "p", 0), RetrievalQuery("2", "q", 1)), candidates=("x", "y")
)
# BUCC: cosine of each line with the only candidate, at each layer; "with" is its translation, "without" has none
COSINES = {
    0: {"dev with": 0.2, "dev without": 0.9, "with": 0.1, "without": 0.5},
    1: {"dev with": 0.9, "dev without": 0.5, "with": 0.8, "without": 0.75},
    2: {"dev with": 0.5, "dev without": 0.3, "with": 0.45, "without": 0.35},
}


def _lines(split, prefix):
    queries = (RetrievalQuery("1", f"{prefix}with", 0), RetrievalQuery("2", f"{prefix}without", None))
    return ExampleSet("bucc2018", "de", split, queries, candidates=("x",), candidate_ids=("en-1",))


SOURCE = SimpleNamespace(read=lambda task, split, language: _lines(split, "dev "))
ENCODER = SimpleNamespace(n_layers=2, width=2)


def _state(layer, text):
    if text in COSINES[layer]:
        cosine = COSINES[layer][text]
        return (cosine, (1 - cosine**2) ** 0.5)
    return {"x": (1.0, 0.0), "y": (0.0, 1.0)}.get(text) or POINTS[layer][text]


@pytest.fixture
def score(monkeypatch):
    """Scores of one cell and the layers of each pass."""

    def make(task, examples, **evaluation):
        passes = []

        def embed(encoder, sentences, *, layers, **settings):
            passes.append(list(layers))
            return torch.tensor([[_state(layer, text) for text in sentences] for layer in layers])

        monkeypatch.setattr("pipeline.execution.retrieval.embed", embed)
        job = SimpleNamespace(profile=_profile(evaluation=evaluation), seed=0)
        return open_retrieval_scorer(job, ENCODER, SOURCE, get_task(task))(examples), passes

    return make


def _profile(**changes):
    settings = {
        "name": "try", "title": "Try", "source": "generated", "encoder": "some/encoder", "regimes": ("none",),
        "targets": ("tatoeba",), "precision": "fp32", "target": {"max_length": 32},
    }  # fmt: skip
    return Profile.model_validate({**settings, **changes})


def test_every_layer_is_scored_from_one_pass(score):
    found, passes = score("tatoeba", PAIRS, retrieval_layer=1, retrieval_layers="all")
    # layer 0 points at x and y: both right; layer 1 at x and x: one; layer 2 at y and x: none
    assert found.layers == (
        LayerScore(0, "accuracy", 100.0, False),
        LayerScore(1, "accuracy", 50.0, True),
        LayerScore(2, "accuracy", 0.0, False),
    )
    assert [value.value for value in found.values] == [50.0]
    assert [row.predicted for row in found.predictions] == ["0", "0"]
    assert passes == [[1, 0, 2]] * 2  # of queries, of candidates


def test_threshold_of_bucc_is_that_of_its_own_layer(score):
    found, _ = score("bucc2018", _lines(Split.TEST, ""), retrieval_layer=1, retrieval_layers="all")
    # layer 0: on dev taking both is best, so the threshold is 0.2: the right one at 0.1 stays out, the wrong one is
    # taken, F1 0
    # layer 1: threshold (0.9 + 0.5) / 2, both taken: F1 2 * 1 / (2 + 1)
    # layer 2: threshold (0.5 + 0.3) / 2, the right one alone; at layer 1's threshold nothing would be taken
    assert [(row.layer, row.is_headline) for row in found.layers] == [(0, False), (1, True), (2, False)]
    assert [row.value for row in found.layers] == pytest.approx([0.0, 200 / 3, 100.0])
    assert found.values[0].value == found.layers[1].value


def test_headline_alone_is_scored_where_nothing_else_is_asked_for(score):
    every, _ = score("bucc2018", _lines(Split.TEST, ""), retrieval_layer=2, retrieval_layers="all")
    alone, passes = score("bucc2018", _lines(Split.TEST, ""), retrieval_layer=2)
    assert (alone.layers, {tuple(layers) for layers in passes}) == ((), {(2,)})
    assert replace(every, layers=()) == alone


@pytest.mark.parametrize(("declared", "layer"), [(-1, 6), (-7, 0), (0, 0), (4, 4), (6, 6)])
def test_headline_layer_counts_from_the_embeddings_or_the_end(declared, layer):
    assert headline_layer(declared, 6) == layer


@pytest.mark.parametrize("declared", [7, -8])
def test_headline_layer_that_is_not_there_is_refused(declared):
    with pytest.raises(EncoderError, match=rf"retrieval_layer is {declared}, but the encoder has 6 layers; expected 0"):
        headline_layer(declared, 6)


@pytest.mark.parametrize(("layer", "value"), [(-1, 50.0), (0, 101.0), (0, float("nan"))])
def test_layer_score_refuses_what_cannot_be(layer, value):
    with pytest.raises(ScoreRangeError, match=r"layer -1 is below 0|outside 0-100"):
        LayerScore(layer, "f1", value, False)


@pytest.fixture
def jobs(encoder_folders):
    """Jobs of both retrieval tasks on the tiny BERT, which has two layers, with their source."""
    source = GeneratedSource(seed=3, sizes=Sizes(intermediate_train=12, target_train=12, dev=8, test=8))

    def make(**evaluation):
        settings = {"languages": ["de", "ru"], "retrieval_layer": 1, **evaluation}
        profile = _profile(
            encoder=str(encoder_folders["bert"]), targets=("bucc2018", "tatoeba"), evaluation=settings, target={
                "max_length": 64
            }
        )  # fmt: skip
        return plan(profile, source).jobs, source

    yield make
    torch.use_deterministic_algorithms(False)


def _records(home):
    paths = sorted(home.runs.glob("*/cells/*.json"))
    return {path.stem: read_cell(path) for path in paths}


def test_interrupted_retrieval_goes_on_with_every_layer(jobs, tmp_path):
    planned, source = jobs(retrieval_layers="all")
    whole, cut = Home(tmp_path / "whole"), Home(tmp_path / "cut")
    for job in planned:
        carry_out(job, whole, source, lambda _: None)
        with pytest.raises(KeyboardInterrupt):
            carry_out(job, cut, source, _interrupt)
        assert not is_done(job, cut)
        assert len(list((cut.runs / job.run_id / "cells").glob("*.json"))) == 1
        carry_out(job, cut, source, lambda _: None)
    expected, found = _records(whole), _records(cut)
    assert len(expected) == len(planned[0].cells) + len(planned[1].cells)
    assert {name: record.layer_scores for name, record in found.items()} == {
        name: record.layer_scores for name, record in expected.items()
    }
    for record in found.values():
        assert [score.layer for score in record.layer_scores] == [0, 1, 2]
        (headline,) = (score.value for score in record.layer_scores if score.is_headline)
        assert headline == record.scores[0].value


def _interrupt(_):
    raise KeyboardInterrupt


def test_scores_are_the_same_whether_other_layers_are_scored_or_not(jobs, tmp_path):
    alone, every = Home(tmp_path / "alone"), Home(tmp_path / "every")
    for home, layers in ((alone, "headline"), (every, "all")):
        planned, source = jobs(retrieval_layers=layers)
        for job in planned:
            carry_out(job, home, source, lambda _: None)
    expected, found = _records(alone), _records(every)
    for name, record in expected.items():
        assert record.layer_scores == []
        assert found[name].predictions_sha256 == record.predictions_sha256
        assert [score.value for score in found[name].scores] == [score.value for score in record.scores]
