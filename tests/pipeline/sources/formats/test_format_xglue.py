import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import SequenceExample, TaggedSentence
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task


def _read(root, task, split, language):
    return XtremeFolder(root).read(get_task(task), split, language)


@pytest.mark.parametrize(
    ("task", "path", "line", "expected"),
    [
        ("xglue_nc", "NC/xglue.nc.{}.dev", "Title\tBody\tsports\n", ("Title", "Body", "sports")),
        ("xglue_qadsm", "QADSM/xglue.qadsm.{}.dev", "shoes\tShoes!\tCheap\tGood\n", ("shoes", "Shoes! Cheap", "Good")),
        ("xglue_wpr", "WPR/xglue.wpr.{}.dev", "news\tNews\tToday\t4\n", ("news", "News Today", "4")),
        ("xglue_qam", "QAM/xglue.qam.{}.dev", "Who?\tNobody.\t0\n", ("Who?", "Nobody.", "0")),
        ("xglue_xnli", "XNLI/{}.dev", "A.\tB.\tneutral\n", ("A.", "B.", "neutral")),
        (
            "xglue_pawsx",
            "PAWSX/{}/dev_2k.tsv",
            "id\tsentence1\tsentence2\tlabel\n7\tA.\tB.\t1\n",
            ("A.", "B.", "1"),
        ),
    ],
)
def test_labelled_texts_reads_each_layout_of_xglue(write_folder, task, path, line, expected):
    root = write_folder({"xglue/" + path.format("de"): line})

    assert _read(root, task, Split.DEV, "de").examples == (SequenceExample("0", *expected),)
    assert XtremeFolder(root).languages(get_task(task), Split.DEV) == ("de",)


def test_labelled_texts_spells_multinlis_contradictory_out(write_folder):
    text = "premise\thypo\tlabel\nA.\tB.\tcontradictory\n"
    root = write_folder({"xglue/XNLI/multinli.train.en.tsv": text})

    assert _read(root, "xglue_xnli", Split.TRAIN, "en").examples == (SequenceExample("0", "A.", "B.", "contradiction"),)


def test_labelled_texts_without_labels_need_a_gold_file(write_folder):
    root = write_folder({"xglue/QADSM/xglue.qadsm.fr.test": "q\tt\td\nr\tu\te\n"})
    with pytest.raises(MissingDataError, match=r"labels/xglue_qadsm/test-fr\.tsv, is not there"):
        _read(root, "xglue_qadsm", Split.TEST, "fr")
    write_folder({"labels/xglue_qadsm/test-fr.tsv": "Bad\nGood\n"})

    cell = _read(root, "xglue_qadsm", Split.TEST, "fr")

    assert cell.examples == (SequenceExample("0", "q", "t d", "Bad"), SequenceExample("1", "r", "u e", "Good"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Q?\tA.\t0\nQ?\t1\n", "line 2: found 2 columns; expected 3, as in the first row"),
        ("Q?\tA.\t0\nQ?\tA.\tyes\n", "line 2: found the label 'yes'; expected one of 0, 1"),
        ("Q?\t0\n", "line 1: found 2 columns; expected two texts or more"),
        ("", "found no row"),
    ],
)
def test_labelled_texts_names_the_wrong_line(write_folder, text, message):
    root = write_folder({"xglue/QAM/xglue.qam.de.dev": text})

    with pytest.raises(DataFormatError, match=message):
        _read(root, "xglue_qam", Split.DEV, "de")


def test_conll_parts_words_and_tags_at_the_space(write_folder):
    text = "-DOCSTART- O\n\nEU B-ORG\nja O\n\nRom B-LOC\n"
    root = write_folder({"xglue/NER/de.dev": text})

    assert _read(root, "xglue_ner", Split.DEV, "de").examples == (
        TaggedSentence("0", ("EU", "ja"), ("B-ORG", "O")),
        TaggedSentence("1", ("Rom",), ("B-LOC",)),
    )


def test_conll_without_tags_takes_its_gold_file(write_folder):
    root = write_folder({"xglue/POS/hi.test": "a\nb\n", "labels/xglue_pos/test-hi.tsv": "NOUN\nVERB\n"})

    assert _read(root, "xglue_pos", Split.TEST, "hi").examples == (TaggedSentence("0", ("a", "b"), ("NOUN", "VERB")),)


def test_conll_names_the_line_of_three_columns(write_folder):
    root = write_folder({"xglue/NER/de.dev": "EU B-ORG\nja nein O\n"})

    with pytest.raises(DataFormatError, match="line 2: found 'ja nein O'; expected a word, or a word and its tag"):
        _read(root, "xglue_ner", Split.DEV, "de")


def test_a_training_file_without_language_in_its_name_is_english(write_folder):
    squad = '{"data": [{"paragraphs": [{"context": "Yes.", "qas": [{"id": "1", "question": "Q?",'
    squad += ' "answers": [{"text": "Yes", "answer_start": 0}]}]}]}]}'
    source = XtremeFolder(write_folder({"xglue/MLQA/squad1.1/train-v1.1.json": squad}))

    assert source.languages(get_task("xglue_mlqa"), Split.TRAIN) == ("en",)
    assert [cell.language for cell in source.missing(get_task("xglue_mlqa"), Split.DEV)] == sorted(
        "ar de en es hi vi zh".split()
    )
    with pytest.raises(MissingDataError, match="no such split or language"):
        source.read(get_task("xglue_mlqa"), Split.TRAIN, "de")
