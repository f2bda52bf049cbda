import json

import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import Answer, QuestionExample
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

XQUAD, TYDIQA, MLQA = get_task("xquad"), get_task("tydiqa"), get_task("mlqa")
SQUAD, SQUAD2 = get_task("squad_v1"), get_task("squad_v2")
BLANK = [{"answer_start": 0, "text": ""}]


def document(
    *questions: tuple[str, list[dict[str, object]]], context: str = "Rome fell. Rome rose.", **more: object
) -> str:
    qas = [{"id": key, "question": "Which?", "answers": answers, **more} for key, answers in questions]
    return json.dumps({"version": "1", "data": [{"title": "t", "paragraphs": [{"context": context, "qas": qas}]}]})


def test_blinded_questions_take_their_answers_from_the_gold_file_by_id(write_folder):
    gold = document(("b", [{"answer_start": 16, "text": "rose"}]), ("a", [{"answer_start": 5, "text": "fell"}]))
    root = write_folder(
        {"xtreme/xquad/xquad.de.json": document(("a", BLANK), ("b", BLANK)), "labels/xquad/test-de.json": gold}
    )

    cell = XtremeFolder(root).read(XQUAD, Split.TEST, "de")

    assert cell.examples == (
        QuestionExample("a", "Which?", "Rome fell. Rome rose.", (Answer("fell", 5),)),
        QuestionExample("b", "Which?", "Rome fell. Rome rose.", (Answer("rose", 16),)),
    )


def test_blinded_questions_without_gold_file_are_missing(write_folder):
    root = write_folder({"xtreme/xquad/xquad.de.json": document(("a", BLANK))})

    with pytest.raises(MissingDataError, match=r"xquad\.de\.json holds no labels.*labels/xquad/test-de\.json"):
        XtremeFolder(root).read(XQUAD, Split.TEST, "de")


def test_question_that_gold_lacks_is_an_error(write_folder):
    gold = document(("a", [{"answer_start": 0, "text": "Rome"}]))
    root = write_folder(
        {"xtreme/xquad/xquad.de.json": document(("a", BLANK), ("b", BLANK)), "labels/xquad/test-de.json": gold}
    )

    with pytest.raises(DataFormatError, match=r"test-de\.json: found no question 'b'; expected every question of"):
        XtremeFolder(root).read(XQUAD, Split.TEST, "de")


def test_answer_that_stands_elsewhere_is_moved_to_the_nearest_place(write_folder):
    # "Rome" stands at 0 and 11; 13 is 2 away from 11 and 13 away from 0
    root = write_folder({"xtreme/squad/dev-v1.1.json": document(("a", [{"answer_start": 13, "text": "Rome"}]))})

    cell = XtremeFolder(root).read(SQUAD, Split.DEV, "en")

    assert cell.examples[0].answers == (Answer("Rome", 11),)
    assert "1 answers moved" in cell.provenance


def test_answer_that_the_context_lacks_names_file_and_id(write_folder):
    root = write_folder({"xtreme/squad/dev-v1.1.json": document(("q7", [{"answer_start": 0, "text": "Troy"}]))})

    with pytest.raises(
        DataFormatError, match=r"dev-v1\.1\.json: found the answer 'Troy' to question 'q7'; expected a span"
    ):
        XtremeFolder(root).read(SQUAD, Split.DEV, "en")


def test_repeated_ids_are_numbered_and_counted(write_folder):
    answers = [{"answer_start": 0, "text": "Rome"}]
    path = "xtreme/tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json"
    root = write_folder({path: document(("0", answers), ("1", answers), ("0", answers))})

    cell = XtremeFolder(root).read(TYDIQA, Split.TRAIN, "en")

    assert [example.example_id for example in cell.examples] == ["0", "1", "0#2"]
    assert cell.provenance == f"{path}; 1 of 3 ids repeat an earlier one and were numbered"


def test_whole_ids_stay_whole(write_folder):
    root = write_folder(
        {
            "xtreme/tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.fi.dev.json": document(("finnish--26-29", BLANK)),
            "labels/tydiqa/test-fi.json": document(("finnish--26-29", [{"answer_start": 0, "text": "Rome"}])),
        }
    )

    assert XtremeFolder(root).read(TYDIQA, Split.TEST, "fi").examples[0].example_id == "finnish--26-29"


def test_impossible_question_has_no_answers(write_folder):
    root = write_folder({"intermediate/squad_v2/dev-v2.0.json": document(("a", []), is_impossible=True)})

    (example,) = XtremeFolder(root).read(SQUAD2, Split.DEV, "en").examples

    assert (example.answers, example.is_answerable) == ((), False)


def test_answerable_question_without_answers_is_an_error(write_folder):
    questions = document(("a", [{"answer_start": 0, "text": "Rome"}]), ("b", []))
    root = write_folder({"intermediate/squad_v2/dev-v2.0.json": questions})

    with pytest.raises(
        DataFormatError, match="found no answer to question 'b'; expected at least one, or is_impossible"
    ):
        XtremeFolder(root).read(SQUAD2, Split.DEV, "en")


def test_mlqa_offers_pairs_of_one_language_alone(write_folder):
    answers = document(("a", [{"answer_start": 0, "text": "Rome"}]))
    folder = "xtreme/mlqa/MLQA_V1/dev"
    root = write_folder(
        {
            f"{folder}/dev-context-de-question-de.json": answers,
            f"{folder}/dev-context-es-question-de.json": answers,
            f"{folder}/dev-context-hi-question-en.json": answers,
        }
    )

    assert XtremeFolder(root).languages(MLQA, Split.DEV) == ("de",)


def test_file_of_another_shape_says_where(write_folder):
    root = write_folder({"xtreme/squad/dev-v1.1.json": '{"data": [{"paragraphs": [{"qas": []}]}]}'})

    with pytest.raises(DataFormatError, match=r"at 'data\.0\.paragraphs\.0\.context'; expected a SQuAD file"):
        XtremeFolder(root).read(SQUAD, Split.DEV, "en")
