import io
import json
from contextlib import closing
from dataclasses import replace

import pytest
from rich.console import Console

from pipeline.build import build_judged
from pipeline.claims.provenance.differences import EFFECTS, NOT_STATED, differences_of
from pipeline.claims.provenance.explained import pick
from pipeline.commands.printing.explanation import print_explanations
from pipeline.store.publish import open_build
from pipeline.store.records import write_run
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_run, small_tasks, write_small_home

SMALL_SQUAD = "phang2020-squad-gain:squad_v1:measured/small"
CLAIMED = {
    "source_version": "v2",
    "metric": "accuracy",
    "scope_benchmark": "XTREME",
    "params_millions": [550.0, 560.0],
    "training_examples": ["xnli 392702"],
}
RUNS = {
    "parameters": [5_500_000],
    "n_runs": 4,
    "n_without_outcomes": 0,
    "seeds": [0, 1],
    "sources": ["generated"],
    "training_examples": ["xnli 300"],
    "fine_tuning": ['{"learning_rate": 0.0002, "epochs": 2}'],
    "versions": ['{"torch": "2.9"}'],
    "metric_impls": ["accuracy: by hand"],
    "stand_ins": [],
    "encoder_origins": [],
    "frozen_layers": [],
}


def _judged(**changes):
    row = {"kind": "measured", "label": "l", "inputs": "{}", "details": "{}", "n_cells": 2, "n_cells_needed": 2}
    return row | {"scope_differences": "[]"} | changes


def _by_aspect(found):
    return {item.aspect: item for item in found}


def test_differences_set_the_sizes_side_by_side():
    # 560 million over 5.5 million is 101.8
    size = _by_aspect(differences_of(_judged(), CLAIMED, RUNS))["encoder size"]
    assert size.claimed == "550; 560 million parameters, as our sources print"
    assert size.evidence == "5.5 million parameters; 101.8 times fewer"


def test_differences_leave_out_what_is_the_same():
    same = RUNS | {"parameters": [559_900_000], "training_examples": ["xnli 392702"], "metric_impls": ["accuracy"]}
    aspects = set(_by_aspect(differences_of(_judged(), CLAIMED, same)))
    assert aspects == {"seeds", "hyper-parameters", "library versions", "labels"}


def test_differences_say_what_is_not_stated_instead_of_guessing():
    found = _by_aspect(differences_of(_judged(), CLAIMED, RUNS))
    assert found["hyper-parameters"].evidence == "epochs 2, learning_rate 0.0002"
    assert found["library versions"].evidence == "torch 2.9"
    assert found["seeds"].evidence == "2: 0; 1"
    unstated = {name for name, item in found.items() if not item.is_stated}
    assert unstated == {"seeds", "hyper-parameters", "library versions"}
    assert all(found[name].claimed.startswith(NOT_STATED) for name in unstated)


def test_differences_stand_in_the_order_of_aspects():
    scope = [{"what": what, "claimed": "a", "evidence": "b"} for what in ("split", "strange", "encoder")]
    found = differences_of(_judged(scope_differences=json.dumps(scope), n_cells=1), CLAIMED, RUNS)
    aspects = [item.aspect for item in found]
    assert aspects == [aspect for aspect in EFFECTS if aspect in aspects] + ["strange"]
    assert aspects[0] == "encoder"
    assert "cells" in aspects


def test_differences_of_a_printed_table_name_the_source():
    judged = _judged(kind="reported", inputs='{"reported_ids": [1]}', details='{"source_title": "Another paper"}')
    found = _by_aspect(differences_of(judged, CLAIMED, None))
    assert found["source"].claimed == "v2"
    assert found["source"].evidence == "Another paper; l"
    own = _judged(kind="reported", inputs='{"reported_ids": [1]}', details='{"is_own_table": true}')
    assert differences_of(own, CLAIMED, None) == []


def test_differences_say_what_the_encoder_had_seen_and_what_stood_in_for_a_training_set(tmp_path):
    home = write_small_home(tmp_path / "home")
    config = {
        "fine_tuning": {"n_frozen_layers": 6},
        "stand_in": {"task": "snli", "split": "train", "instead_of": "mnli"},
        "encoder_origin": {"encoder": "a/start", "training_seen": ["SQuAD", "NLI"], "quantisation": "4 bits"},
    }
    for regime in ("none", "squad_v1"):
        write_run(home.runs, replace(small_run(regime, "xnli"), config=config))
    with closing(open_build(build_judged(home, now=NOW, git_commit=None, tasks=small_tasks()))) as opened:
        (row,) = pick(opened, SMALL_SQUAD)
    found = {item["aspect"]: item["evidence"] for item in row.differences}
    assert found["training data"] == "snli (train) instead of mnli"
    assert found["what the encoder had seen"] == (
        "a/start was trained on labels or pairs of SQuAD, NLI; weights: 4 bits"
    )
    assert found["trained layers"] == "embeddings and the 6 lowest layers stay as they are"


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    home = write_small_home(tmp_path_factory.mktemp("home"))
    for regime in ("none", "squad_v1"):
        run = small_run(regime, "xnli")
        write_run(home.runs, replace(run, config={"fine_tuning": {"learning_rate": 1e-4}}))
    with closing(
        open_build(build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))
    ) as opened:
        yield opened


def test_differences_of_measured_evidence_read_the_run_records(connection):
    (row,) = pick(connection, SMALL_SQUAD)
    found = {item["aspect"]: item for item in row.differences}
    assert found["encoder"]["evidence"] == "small-encoder"
    assert found["cells"]["evidence"].startswith("9 of ")
    assert "1.0 million parameters" in found["encoder size"]["evidence"]
    assert found["training examples"]["evidence"] == "panx 100; xnli 100; xquad 100"
    assert "xnli 392702" in found["training examples"]["claimed"]
    assert found["hyper-parameters"]["evidence"] == "learning_rate 0.0001"
    assert found["library versions"]["evidence"] == "python 3.11"
    assert found["metric"]["evidence"] == "accuracy: accuracy, by hand; em: em, by hand; f1: f1, by hand"
    assert "nobody annotated" in found["labels"]["evidence"]
    assert not {"training data", "what the encoder had seen", "trained layers"} & found.keys()


def test_differences_are_stored_for_all_that_is_not_confirmed(connection):
    odd = connection.execute(
        "select count(*) from differences inner join verdicts using (evidence_id) where verdict = 'CONFIRMED'"
    ).fetchone()
    assert odd == (0,)
    with_runs = connection.execute(
        "select count(*) from verdicts where verdict <> 'CONFIRMED' and evidence_id not in "
        "(select evidence_id from differences)"
    ).fetchone()
    assert with_runs == (0,)


def test_explanation_prints_the_differences(connection):
    out = io.StringIO()
    print_explanations(pick(connection, SMALL_SQUAD), Console(file=out, width=160))
    text = out.getvalue()
    assert "why different" in text
    assert "evidence: learning_rate 0.0001" in text
    assert "not stated in our sources (may or may not differ)" in text
