import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import SequenceExample
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

XNLI, PAWSX, MNLI = get_task("xnli"), get_task("pawsx"), get_task("mnli")


def test_dev_lines_end_with_carriage_returns_that_are_dropped(write_folder):
    root = write_folder({"xtreme/xnli/dev-de.tsv": "Ja.\tNein.\tcontradiction\r\nJa.\tDoch.\tneutral\r\n"})

    cell = XtremeFolder(root).read(XNLI, Split.DEV, "de")

    assert cell.examples == (
        SequenceExample("0", "Ja.", "Nein.", "contradiction"),
        SequenceExample("1", "Ja.", "Doch.", "neutral"),
    )
    assert cell.labels == ("contradiction", "entailment", "neutral")


def test_quote_marks_stay_in_the_text(write_folder):
    root = write_folder({"xtreme/pawsx/dev-en.tsv": '"He said ""x""."\tHe said x.\t1\r\n'})

    (example,) = XtremeFolder(root).read(PAWSX, Split.DEV, "en").examples

    assert example == SequenceExample("0", '"He said ""x""."', "He said x.", "1")


def test_test_lines_take_their_labels_from_the_gold_file(write_folder):
    root = write_folder(
        {"xtreme/xnli/test-de.tsv": "a\tb\r\nc\td\r\n", "labels/xnli/test-de.tsv": "neutral\nentailment\n"}
    )

    cell = XtremeFolder(root).read(XNLI, Split.TEST, "de")

    assert [example.label for example in cell.examples] == ["neutral", "entailment"]
    assert cell.provenance == "xtreme/xnli/test-de.tsv; labels/xnli/test-de.tsv"


def test_parallel_files_share_example_ids(write_folder):
    root = write_folder(
        {
            "xtreme/xnli/dev-de.tsv": "a\tb\tneutral\nc\td\tneutral\n",
            "xtreme/xnli/dev-fr.tsv": "e\tf\tneutral\ng\th\tneutral\n",
        }
    )
    source = XtremeFolder(root)

    ids = [[example.example_id for example in source.read(XNLI, Split.DEV, code).examples] for code in ("de", "fr")]

    assert ids[0] == ids[1] == ["0", "1"]


def test_gold_file_of_another_length_is_an_error(write_folder):
    root = write_folder({"xtreme/xnli/test-de.tsv": "a\tb\nc\td\n", "labels/xnli/test-de.tsv": "neutral\n"})

    with pytest.raises(DataFormatError, match=r"labels/xnli/test-de\.tsv, line 1: found 1 labels; expected 2"):
        XtremeFolder(root).read(XNLI, Split.TEST, "de")


def test_unknown_label_is_an_error_that_names_the_line(write_folder):
    root = write_folder({"xtreme/xnli/dev-de.tsv": "a\tb\tneutral\na\tb\tmaybe\n"})

    with pytest.raises(
        DataFormatError, match=r"dev-de\.tsv, line 2: found the label 'maybe'; expected one of contradiction"
    ):
        XtremeFolder(root).read(XNLI, Split.DEV, "de")


def test_tab_inside_a_text_is_an_error_that_names_the_line(write_folder):
    root = write_folder({"xtreme/pawsx/dev-de.tsv": "a\tb\t1\na\tb\tc\t1\n"})

    with pytest.raises(DataFormatError, match="line 2: found 4 columns; expected 3"):
        XtremeFolder(root).read(PAWSX, Split.DEV, "de")


def test_label_may_stand_first_and_files_are_joined_in_order(write_folder):
    root = write_folder(
        {
            "intermediate/mnli/mnli_matched_1k_textfooler.tsv": "entailment\tp\th\n",
            "intermediate/mnli/mnli_mismatched_1k_textfooler.tsv": "neutral\tq\ti\n",
        }
    )

    cell = XtremeFolder(root).read(MNLI, Split.DEV, "en")

    assert cell.examples == (
        SequenceExample("mnli_matched_1k_textfooler:0", "p", "h", "entailment"),
        SequenceExample("mnli_mismatched_1k_textfooler:0", "q", "i", "neutral"),
    )
