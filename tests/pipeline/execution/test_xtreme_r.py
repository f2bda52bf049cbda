"""XTREME-R's tasks from files to scores on a tiny encoder, carried out in this process."""

import json

import pytest
import torch
from safetensors.torch import load_file

from pipeline.execution.jobs import carry_out
from pipeline.experiments.plan import plan
from pipeline.experiments.profile import Profile
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.store.home import Home
from pipeline.store.records import read_cell
from pipeline.training.model import JointModel

SIQA = {"context": "emma lives in oslo.", "question": "where?", "answerA": "oslo", "answerB": "rome",
        "answerC": "paris", "correct": "A"}  # fmt: skip
COPA = {"premise": "the cat sat.", "choice1": "the dog eats.", "choice2": "tom sat.", "question": "cause"}


@pytest.fixture(scope="module", autouse=True)
def _any_algorithm():
    yield
    torch.use_deterministic_algorithms(False)


def _write(path, *records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def _jobs(encoder, root, target):
    profile = Profile.model_validate(
        {
            "name": "try",
            "title": "Try",
            "source": "xtreme_folder",
            "encoder": str(encoder),
            "regimes": ("none",),
            "targets": (target,),
            "precision": "fp32",
            "target": {"epochs": 1, "max_length": 32},
        }
    )
    source = XtremeFolder(root)
    return source, {job.label: job for job in plan(profile, source).jobs}


def _silent(_):
    pass


def test_xcopa_is_trained_on_siqa_and_then_on_copa_with_the_same_head(encoder_folders, tmp_path, monkeypatch):
    _write(tmp_path / "xtreme/siqa/socialIQa_v1.4_trn.jsonl", *[SIQA] * 4)
    _write(tmp_path / "xtreme/xcopa/train-en.jsonl", *[{**COPA, "label": label} for label in (0, 1, 1)])
    _write(tmp_path / "xtreme/xcopa/val-et.jsonl", {**COPA, "label": 1})
    source, jobs = _jobs(encoder_folders["bert"], tmp_path, "xcopa")
    first, second, scoring = (
        jobs[label] for label in ("train siqa s0", "train xcopa s0", "evaluate xcopa after none s0")
    )
    assert list(jobs.values()) == [first, second, scoring]
    assert (first.input_key, second.input_key, scoring.input_key) == (None, first.key, second.key)
    home = Home(tmp_path / "home")
    carry_out(first, home, source, _silent)
    started = []
    monkeypatch.setattr("pipeline.training.fine_tuning.JointModel", _recording(started))
    carry_out(second, home, source, _silent)
    carry_out(scoring, home, source, _silent)

    kept = load_file(home.checkpoints / first.key / "head-siqa.safetensors")
    assert started == [{name: weight.tolist() for name, weight in kept.items()}]
    (cell,) = (home.runs / scoring.run_id / "cells").glob("*.json")
    assert [(score.task, score.language, score.chance) for score in read_cell(cell).scores] == [("xcopa", "et", 50.0)]


def _recording(started):
    """JointModel, noting the weights that its first head starts with."""

    def make(encoder, parts, *rest):
        started.append({name: weight.tolist() for name, weight in parts[0].network.state_dict().items()})
        return JointModel(encoder, parts, *rest)

    return make


def test_lareqa_ranks_the_sentences_of_all_languages(encoder_folders, tmp_path):
    for language, question in (("de", "where is tom?"), ("en", "where is emma?")):
        qas = [{"id": "q", "question": question, "answers": [{"answer_start": 10, "text": "x"}]}]
        paragraph = {"context": "tom sat.  emma eats.", "sentence_breaks": [[0, 9], [10, 20]], "qas": qas}
        _write(tmp_path / f"xtreme/lareqa/xquad-r/{language}.json", {"data": [{"paragraphs": [paragraph]}]})
    source, jobs = _jobs(encoder_folders["bert"], tmp_path, "lareqa")
    (job,) = jobs.values()  # nothing is trained
    home = Home(tmp_path / "home")
    carry_out(job, home, source, _silent)

    scores = [score for path in (home.runs / job.run_id / "cells").glob("*.json") for score in read_cell(path).scores]
    assert sorted((score.language, score.metric) for score in scores) == [("de", "map@20"), ("en", "map@20")]
    # two right among four sentences: the mean over the six orders of their two ranks
    orders = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
    expected = sum((1 / one + 2 / two) / 2 for one, two in orders) / 6
    assert [score.chance for score in scores] == pytest.approx([100 * expected] * 2)
