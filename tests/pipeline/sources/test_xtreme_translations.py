import json

import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import Answer, QuestionExample
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

MNLI, PAWSX, SQUAD, QQP = get_task("mnli"), get_task("pawsx"), get_task("squad_v1"), get_task("qqp")
XNLI_FILE = "xtreme/xtreme_translations/XNLI/translate-train/en-{}-translated.tsv"
PAWSX_FILE = "xtreme/xtreme_translations/PAWSX/translate-train/en-{}-translated.tsv"
SQUAD_FILE = "xtreme/xtreme_translations/SQuAD/translate-train/squad.translate.train.en-{}.json"
CAT, RAN = "A cat.\tAn animal.\t", "He ran.\tHe sat.\t"
TWO_PAIRS = f'{CAT}Eine Katze.\tEin Tier.\tentailment\n{RAN}Er lief.\tEr "saß".\tcontradictory\n'
SWAPPED = f"{RAN}Il a couru.\tIl est assis.\tcontradictory\n{CAT}Un chat.\tUn animal.\tentailment\n"


def _squad(*questions, context="Emma wohnt in Ulm."):
    asked = [
        {"id": number, "question": f"{number}?", "answers": [{"text": text, "answer_start": start}]}
        for number, text, start in questions
    ]
    return json.dumps({"version": "1.1", "data": [{"title": "x", "paragraphs": [{"context": context, "qas": asked}]}]})


def test_translated_pairs_are_read_with_their_labels_as_they_stand(write_folder):
    source = XtremeFolder(write_folder({XNLI_FILE.format("de"): TWO_PAIRS}))
    found = source.read_translated(MNLI, "de")
    assert [(one.text_a, one.text_b, one.label) for one in found.examples] == [
        ("Eine Katze.", "Ein Tier.", "entailment"),
        ("Er lief.", 'Er "saß".', "contradiction"),
    ]
    assert (found.language, found.split, found.labels) == ("de", Split.TRAIN, MNLI.labels)
    assert found.provenance == XNLI_FILE.format("de")


def test_languages_share_ids_by_the_english_pair_whatever_their_order(write_folder):
    source = XtremeFolder(write_folder({XNLI_FILE.format("de"): TWO_PAIRS, XNLI_FILE.format("fr"): SWAPPED}))
    assert source.translated_languages(MNLI) == ("de", "fr")
    german, french = ([one.example_id for one in source.read_translated(MNLI, code).examples] for code in ("de", "fr"))
    assert german == french[::-1]
    assert len(set(german)) == 2


def test_lines_without_a_label_are_left_out_and_counted(write_folder):
    good = "".join(f"a{i}\tb{i}\tc{i}\td{i}\t{i % 2}\n" for i in range(200))
    source = XtremeFolder(
        write_folder({PAWSX_FILE.format("ko"): good + "a\tb\tc\td\t\n", PAWSX_FILE.format("ja"): good})
    )
    found = source.read_translated(PAWSX, "ko")
    assert len(found.examples) == 200
    assert found.provenance.endswith("; 1 of 201 lines left out: no label")
    assert "left out" not in source.read_translated(PAWSX, "ja").provenance


@pytest.mark.parametrize("line", ["Er lief.\tEr sass.\tneutral\n", "a\tb\tc\td\tmaybe\n"])
def test_file_of_another_shape_is_an_error_that_names_the_line(write_folder, line):
    source = XtremeFolder(write_folder({XNLI_FILE.format("de"): TWO_PAIRS + line}))
    with pytest.raises(DataFormatError, match=r"en-de-translated\.tsv, line 3: found .* expected 5: two English texts"):
        source.read_translated(MNLI, "de")


def test_translated_questions_keep_the_english_ids_and_their_answers_places(write_folder):
    content = _squad(("56be", "Ulm", 14), ("56bf", "Emma", 3))  # the second stands at 0
    source = XtremeFolder(write_folder({SQUAD_FILE.format("de"): content}))
    context = "Emma wohnt in Ulm."
    assert list(source.read_translated(SQUAD, "de").examples) == [
        QuestionExample("56be", "56be?", context, (Answer("Ulm", 14),)),
        QuestionExample("56bf", "56bf?", context, (Answer("Emma", 0),)),
    ]


def test_questions_whose_answer_is_not_in_the_context_are_left_out_and_counted(write_folder):
    content = _squad(("1", "Ulm", 14), ("2", "Köln", 14), ("3", "", 0))
    found = XtremeFolder(write_folder({SQUAD_FILE.format("de"): content})).read_translated(SQUAD, "de")
    assert [one.example_id for one in found.examples] == ["1"]
    assert found.provenance.endswith("; 2 of 3 questions left out: no answer stands in the context")
    none = XtremeFolder(write_folder({SQUAD_FILE.format("tr"): _squad(("1", "Köln", 0))}))
    with pytest.raises(DataFormatError, match="1 questions without an answer in its context"):
        none.read_translated(SQUAD, "tr")


def test_translations_that_are_missing_are_errors_that_name_the_path(write_folder):
    source = XtremeFolder(write_folder({SQUAD_FILE.format("de"): _squad(("1", "Ulm", 14))}))
    assert (source.translated_languages(MNLI), source.translated_languages(QQP)) == ((), ())
    with pytest.raises(MissingDataError, match=r"'squad_v1' translated into 'fr': no .*train\.en-fr\.json"):
        source.read_translated(SQUAD, "fr")
    with pytest.raises(MissingDataError, match="'qqp' has no translated training examples in an XTREME folder"):
        source.read_translated(QQP, "fr")


def test_digest_of_a_task_changes_with_its_translations_alone(write_folder):
    root = write_folder({XNLI_FILE.format("de"): TWO_PAIRS})
    before = [XtremeFolder(root).digest([task]) for task in (MNLI, PAWSX)]
    write_folder({XNLI_FILE.format("fr"): SWAPPED})
    after = [XtremeFolder(root).digest([task]) for task in (MNLI, PAWSX)]
    assert before[0] != after[0]
    assert before[1] == after[1]
