import json

import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import ChoiceExample, RetrievalQuery
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

XCOPA, SIQA, LAREQA, MEWSLIX = (get_task(name) for name in ("xcopa", "siqa", "lareqa", "mewslix"))
ITEM = {"premise": "It rained.", "choice1": "The street dried.", "choice2": "The street got wet.",
        "question": "effect", "label": 1, "idx": 0}  # fmt: skip


def _lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


def test_copa_asks_in_the_words_of_xtreme_r(write_folder):
    root = write_folder({"xtreme/xcopa/val-et.jsonl": _lines(ITEM)})

    assert XtremeFolder(root).read(XCOPA, Split.DEV, "et").examples == (
        ChoiceExample(
            "0", "It rained. What was the effect?", "", ("The street dried.", "The street got wet."), 1
        ),
    )  # fmt: skip


def test_copa_does_not_take_blanked_test_labels_for_gold(write_folder):
    root = write_folder({"xtreme/xcopa/test-et.jsonl": _lines({**ITEM, "label": 0}, {**ITEM, "label": 0, "idx": 1})})
    source = XtremeFolder(root)

    assert source.languages(XCOPA, Split.TEST) == ()
    with pytest.raises(MissingDataError, match=r"labels/xcopa/test-et\.jsonl, is not there"):
        source.read(XCOPA, Split.TEST, "et")


def test_copa_takes_the_labels_of_its_gold_file(write_folder):
    root = write_folder(
        {
            "xtreme/xcopa/test-et.jsonl": _lines({**ITEM, "label": 0}, {**ITEM, "label": 0, "idx": 1}),
            "labels/xcopa/test-et.jsonl": _lines({"label": 1}, {"label": 0}),
        }
    )
    source = XtremeFolder(root)

    assert [example.label for example in source.read(XCOPA, Split.TEST, "et").examples] == [1, 0]
    assert source.languages(XCOPA, Split.TEST) == ("et",)


def test_copa_gold_of_another_length_is_an_error(write_folder):
    root = write_folder(
        {"xtreme/xcopa/test-et.jsonl": _lines(ITEM), "labels/xcopa/test-et.jsonl": _lines({"label": 1}, {"label": 0})}
    )

    with pytest.raises(DataFormatError, match="found 2 labels; expected 1"):
        XtremeFolder(root).read(XCOPA, Split.TEST, "et")


def test_copa_names_the_line_of_another_question(write_folder):
    root = write_folder({"xtreme/xcopa/val-et.jsonl": _lines(ITEM, {**ITEM, "question": "reason"})})

    with pytest.raises(DataFormatError, match=r"val-et\.jsonl, line 2: found 'reason'"):
        XtremeFolder(root).read(XCOPA, Split.DEV, "et")


def test_siqa_reads_the_letter_of_the_right_answer(write_folder):
    item = {"context": "Kai gave Jo a book.", "question": "How does Jo feel?", "answerA": "angry",
            "answerB": "grateful", "answerC": "tired", "correct": "B"}  # fmt: skip
    root = write_folder({"xtreme/siqa/socialIQa_v1.4_trn.jsonl": _lines(item)})
    source = XtremeFolder(root)

    assert source.languages(SIQA, Split.TRAIN) == ("en",)
    assert source.read(SIQA, Split.TRAIN, "en").examples == (
        ChoiceExample("0", "Kai gave Jo a book. How does Jo feel?", "", ("angry", "grateful", "tired"), 1),
    )


def _xquad_r(context, breaks, *questions):
    qas = [{"id": name, "question": text, "answers": [{"answer_start": start, "text": "x"}]}
           for name, text, start in questions]  # fmt: skip
    return json.dumps({"data": [{"paragraphs": [{"context": context, "sentence_breaks": breaks, "qas": qas}]}]})


def test_xquad_r_searches_the_sentences_of_every_language(write_folder):
    root = write_folder(
        {
            "xtreme/lareqa/xquad-r/de.json": _xquad_r("Ja. Nein.", [[0, 3], [4, 9]], ("q1", "Was?", 4)),
            "xtreme/lareqa/xquad-r/en.json": _xquad_r("Yes. No.", [[0, 4], [5, 8]], ("q1", "What?", 5)),
        }
    )

    cell = XtremeFolder(root).read(LAREQA, Split.TEST, "en")

    assert cell.candidates == ("Ja.Ja. Nein.", "Nein.Ja. Nein.", "Yes.Yes. No.", "No.Yes. No.")
    assert cell.candidate_ids == ("de_1_0", "de_1_1", "en_1_0", "en_1_1")
    assert cell.examples == (RetrievalQuery("q1", "What?", 1, (3,)),)
    assert cell.provenance == "xtreme/lareqa/xquad-r/en.json; 4 sentences of 2 languages searched"


def test_xquad_r_leaves_out_a_question_whose_answer_is_in_no_sentence(write_folder):
    text = _xquad_r("Yes. No.", [[0, 4], [5, 8]], ("q1", "What?", 4), ("q2", "Which?", 0))
    root = write_folder({"xtreme/lareqa/xquad-r/en.json": text})

    cell = XtremeFolder(root).read(LAREQA, Split.TEST, "en")

    assert [query.example_id for query in cell.examples] == ["q2"]
    assert cell.provenance.endswith("1 questions left out: their answer begins in no sentence")


ENTITIES = _lines(
    {"entity_id": "Q1", "title": "Riga", "description": "Riga is  a city. It is old.",
     "sentence_spans": [{"start": 0, "end": 16}, {"start": 17, "end": 27}]},
    {"entity_id": "Q2", "title": "Oslo", "description": "Oslo.", "sentence_spans": [{"start": 0, "end": 5}]},
)  # fmt: skip


def _mentions(entity):
    spans = [{"start": 0, "end": 5}, {"start": 6, "end": 29}]
    span = {"start": 15, "end": 19, "text": "Oslo"}
    return {
        "context": {"text": "Past. In {old} Oslo it snows.", "sentence_spans": spans},
        "mentions": [{"example_id": "m1", "mention_span": span, "entity_id": entity}],
    }


def test_mewslix_marks_the_mention_in_its_sentence(write_folder):
    root = write_folder(
        {
            "xtreme/mewslix/candidate_set_entities.jsonl": ENTITIES,
            "xtreme/mewslix/wikinews_mentions/dev-de.jsonl": _lines(_mentions("Q2")),
        }
    )

    cell = XtremeFolder(root).read(MEWSLIX, Split.DEV, "de")

    assert cell.examples == (RetrievalQuery("m1", "Oslo: In (old) { Oslo } it snows.", 1),)
    assert cell.candidates == ("Riga is a city. It is old.", "Oslo.")
    assert cell.candidate_ids == ("Q1", "Q2")


def test_mewslix_test_mentions_need_their_gold_file(write_folder):
    files = {
        "xtreme/mewslix/candidate_set_entities.jsonl": ENTITIES,
        "xtreme/mewslix/wikinews_mentions/test-de.jsonl": _lines(_mentions("")),
    }
    assert XtremeFolder(write_folder(files)).languages(MEWSLIX, Split.TEST) == ()
    root = write_folder({"labels/mewslix/test-de.json": '{"m1": ["Q1"]}'})

    assert XtremeFolder(root).read(MEWSLIX, Split.TEST, "de").examples[0].target == 0


def test_mewslix_names_an_entity_that_is_no_candidate(write_folder):
    root = write_folder(
        {
            "xtreme/mewslix/candidate_set_entities.jsonl": ENTITIES,
            "xtreme/mewslix/wikinews_mentions/dev-de.jsonl": _lines(_mentions("Q9")),
        }
    )

    with pytest.raises(DataFormatError, match=r"dev-de\.jsonl, line 1: found \['Q9'\]; expected one entity"):
        XtremeFolder(root).read(MEWSLIX, Split.DEV, "de")
