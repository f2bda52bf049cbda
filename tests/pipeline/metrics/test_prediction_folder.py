"""Expected numbers: fixtures/expected.json, which the official script wrote.

google-research/xtreme evaluate.py, commit 838c13b69daafb9328785d16caae2711e4012123, seqeval 0.0.12, with its language
lists cut to those in fixtures/. The sentences and answers in fixtures/ were written for this test.
"""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.metrics.prediction_folder import score_prediction_folder
from pipeline.metrics.xtreme_average import XTREME_TASKS
from pipeline.tasks.target import bucc2018, mlqa, panx, pawsx, tatoeba, tydiqa, udpos, xnli, xquad

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))
TASKS = [
    dataclasses.replace(
        module.TASK, languages=tuple(sorted(path.stem[5:] for path in (FIXTURES / "gold" / module.TASK.task).iterdir()))
    )
    for module in (bucc2018, mlqa, panx, pawsx, tatoeba, tydiqa, udpos, xnli, xquad)
]


@pytest.fixture
def folders(tmp_path):
    """Copies of the predictions and the gold files, to be damaged."""
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    return tmp_path / "predictions", tmp_path / "gold"


def _score(folders):
    return score_prediction_folder(*folders, TASKS)


@pytest.fixture(scope="module")
def scored():
    return score_prediction_folder(FIXTURES / "predictions", FIXTURES / "gold", TASKS)


@pytest.mark.parametrize("task", XTREME_TASKS)
def test_every_language_scores_as_the_official_script(scored, task):
    for metric, by_language in EXPECTED["scores"][task].items():
        assert scored.scores[task][metric] == pytest.approx(by_language)


def test_averages_are_those_of_the_official_script(scored):
    assert scored.averages.task_scores == pytest.approx(EXPECTED["task_scores"])
    assert {**scored.averages.groups, "all_task": scored.averages.all_task} == pytest.approx(EXPECTED["averages"])


def test_part_of_speech_has_token_accuracy_besides(scored):
    # Chinese: 7 + 4 words; PROPN for NOUN, CCONJ for SCONJ and SCONJ for CCONJ are wrong
    assert scored.scores["udpos"]["accuracy"]["zh"] == pytest.approx(800 / 11)


def test_unanswered_questions_score_0_and_are_counted(scored):
    assert scored.n_unanswered == {"xquad": {"th": 1}}


def test_a_missing_task_leaves_no_overall_average(folders):
    shutil.rmtree(folders[0] / "tydiqa")
    averages = _score(folders).averages
    assert (averages.all_task, averages.groups["qa"], averages.missing_tasks) == (None, None, ("tydiqa",))
    assert averages.groups["tagging"] == pytest.approx(EXPECTED["averages"]["tagging"])


def test_a_missing_language_is_named(folders):
    (folders[0] / "xnli/test-sw.tsv").unlink()
    with pytest.raises(MissingDataError, match=r"xnli/test-sw\.tsv is not there.*en, sw, th"):
        _score(folders)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(MissingDataError, match="has a folder in both"):
        score_prediction_folder(tmp_path, FIXTURES / "gold", TASKS)


def test_a_short_file_is_refused(folders):
    (folders[0] / "pawsx/test-ko.tsv").write_text("1\n0\n")
    with pytest.raises(DataFormatError, match=r"test-ko\.tsv: found 2 labels; expected 3"):
        _score(folders)


def test_a_sentence_of_another_length_is_named_by_its_line(folders):
    path = folders[0] / "panx/test-ar.tsv"
    path.write_text(path.read_text() + "O\n")
    with pytest.raises(DataFormatError, match=r"test-ar\.tsv, line 7: found a sentence of 4 tags; expected 3 tags"):
        _score(folders)
