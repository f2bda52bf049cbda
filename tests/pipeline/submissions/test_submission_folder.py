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
from pipeline.metrics.xtreme_average import XTREME_TASKS
from pipeline.submissions.folder import score_folder
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
    return score_folder(*folders, TASKS)


@pytest.fixture(scope="module")
def scored():
    return score_folder(FIXTURES / "predictions", FIXTURES / "gold", TASKS)


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
    with pytest.raises(MissingDataError, match=r"has a folder for none of .*it holds no folder"):
        score_folder(tmp_path, FIXTURES / "gold", TASKS)


def test_a_folder_with_names_of_its_own_is_answered_with_the_nearest(tmp_path):
    (tmp_path / "xqad").mkdir()
    with pytest.raises(MissingDataError, match=r"unknown task 'xqad'; did you mean 'xquad'\?"):
        score_folder(tmp_path, FIXTURES / "gold", TASKS)


def test_a_missing_gold_file_names_the_places_looked_at(folders):
    (folders[1] / "xquad/test-th.json").unlink()
    with pytest.raises(MissingDataError, match=r"no gold for .*test-th\.json: looked for .*labels.*xquad\.th\.json"):
        _score(folders)


def test_gold_may_be_a_data_folder_and_the_questions_of_the_data_set(folders, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(folders[1], data / "labels")
    (data / "xtreme/xquad").mkdir(parents=True)
    for path in (data / "labels/xquad").iterdir():
        path.rename(data / "xtreme/xquad" / path.name.replace("test-", "xquad."))
    assert score_folder(folders[0], data, TASKS).averages.all_task == pytest.approx(EXPECTED["averages"]["all_task"])


def test_partial_folders_score_what_is_there_and_enter_no_average(folders):
    (folders[0] / "xnli/test-sw.tsv").unlink()
    found = score_folder(*folders, TASKS, is_partial=True)
    assert found.missing == {"xnli": ("sw",)}
    assert found.scores["xnli"]["accuracy"]["th"] == pytest.approx(EXPECTED["scores"]["xnli"]["accuracy"]["th"])
    assert (found.averages.all_task, found.averages.groups["classification"]) == (None, None)
    assert "xnli" not in found.averages.task_scores


def test_files_and_folders_of_no_task_are_named(folders):
    (folders[0] / "xnli/test-deu.tsv").write_text("neutral\n")
    (folders[0] / "squad").mkdir()
    notes = "\n".join(_score(folders).notes)
    assert "test-deu.tsv not scored" in notes
    assert "squad is not scored: unknown task 'squad'; did you mean 'xquad'?" in notes


def test_a_short_file_is_refused(folders):
    (folders[0] / "pawsx/test-ko.tsv").write_text("1\n0\n")
    with pytest.raises(DataFormatError, match=r"test-ko\.tsv: found 2 labels; expected 3"):
        _score(folders)


def test_a_sentence_of_another_length_is_named_by_its_line(folders):
    path = folders[0] / "panx/test-ar.tsv"
    path.write_text(path.read_text() + "O\n")
    with pytest.raises(DataFormatError, match=r"test-ar\.tsv, line 7: found a sentence of 4 tags; expected 3 tags"):
        _score(folders)


def test_more_sentences_than_gold_are_refused(folders):
    path = folders[0] / "panx/test-ar.tsv"
    path.write_text(path.read_text() + "\nO\n")
    with pytest.raises(DataFormatError, match=r"test-ar\.tsv: found 3 sentences; expected 2"):
        _score(folders)


def test_blank_lines_at_the_beginning_and_end_and_several_between_part_as_one_does(folders):
    path = folders[0] / "panx/test-ar.tsv"
    path.write_text("\n" + path.read_text().replace("\n\n", "\n\n\n") + "\n\n")
    assert _score(folders).scores["panx"]["f1"] == pytest.approx(EXPECTED["scores"]["panx"]["f1"])


def test_predictions_are_kept_one_an_example_and_give_the_scores(folders):
    found = score_folder(*folders, TASKS, are_kept=True)
    for (task, language), rows in found.predictions.items():
        assert len(rows) == (0 if task == "bucc2018" else found.n_examples[task][language])
        by_metric = {metric: found.scores[task][metric][language] for metric in found.scores[task]}
        if task in ("udpos", "panx"):
            n_right, n_found, n_gold = (
                sum(getattr(row, name) for row in rows) for name in ("n_true_positive", "n_predicted", "n_gold")
            )
            assert 200 * n_right / (n_found + n_gold) == pytest.approx(by_metric["f1"])
        elif rows:
            mean = 100 * sum(row.outcome for row in rows) / len(rows)
            assert mean == pytest.approx(by_metric.get("accuracy", by_metric.get("f1")))
