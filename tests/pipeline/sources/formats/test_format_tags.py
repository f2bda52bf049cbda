import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import TaggedSentence
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

UDPOS, PANX = get_task("udpos"), get_task("panx")


def test_dev_words_and_tags_by_sentence(write_folder):
    root = write_folder({"xtreme/udpos/dev-de.tsv": "im\tADP\nHaus\tNOUN\n\nJa\tINTJ\n\n"})

    cell = XtremeFolder(root).read(UDPOS, Split.DEV, "de")

    assert cell.examples == (
        TaggedSentence("0", ("im", "Haus"), ("ADP", "NOUN")),
        TaggedSentence("1", ("Ja",), ("INTJ",)),
    )


def test_words_of_a_one_column_file_carry_no_line_feed(write_folder):
    root = write_folder(
        {"xtreme/udpos/test-de.tsv": "im\nHaus\n\nJa", "labels/udpos/test-de.tsv": "ADP\nNOUN\n\nINTJ\n"}
    )

    cell = XtremeFolder(root).read(UDPOS, Split.TEST, "de")

    assert cell.examples == (
        TaggedSentence("0", ("im", "Haus"), ("ADP", "NOUN")),
        TaggedSentence("1", ("Ja",), ("INTJ",)),
    )


def test_line_separator_inside_a_word_does_not_split_it(write_folder):
    root = write_folder({"xtreme/panx/dev-th.tsv": "a\u2028b\tB-LOC\n"})

    (sentence,) = XtremeFolder(root).read(PANX, Split.DEV, "th").examples

    assert sentence.words == ("a\u2028b",)


def test_sentence_with_fewer_tags_than_words_names_the_line(write_folder):
    root = write_folder({"xtreme/udpos/test-de.tsv": "Ja\n\nim\nHaus\n", "labels/udpos/test-de.tsv": "INTJ\n\nADP\n"})

    with pytest.raises(
        DataFormatError,
        match=r"test-de\.tsv, line 3: found a sentence of 1 tags; expected 2, .*sentence from line 3 of",
    ):
        XtremeFolder(root).read(UDPOS, Split.TEST, "de")


def test_gold_with_fewer_sentences_is_an_error(write_folder):
    root = write_folder({"xtreme/udpos/test-de.tsv": "Ja\n\nNein\n", "labels/udpos/test-de.tsv": "INTJ\n"})

    with pytest.raises(DataFormatError, match="found 1 sentences; expected 2"):
        XtremeFolder(root).read(UDPOS, Split.TEST, "de")


def test_unknown_tag_names_the_line(write_folder):
    root = write_folder({"xtreme/panx/dev-de.tsv": "Ulm\tB-LOC\nam\tB-DOG\n"})

    with pytest.raises(
        DataFormatError, match=r"dev-de\.tsv, line 2: found the label 'B-DOG'; expected one of B-LOC, B-ORG"
    ):
        XtremeFolder(root).read(PANX, Split.DEV, "de")


def test_word_without_tag_in_a_tagged_file_names_the_line(write_folder):
    root = write_folder({"xtreme/udpos/dev-de.tsv": "im\tADP\nHaus\n"})

    with pytest.raises(DataFormatError, match="line 2: found the word 'Haus' without a tag"):
        XtremeFolder(root).read(UDPOS, Split.DEV, "de")


def test_words_alone_without_gold_file_are_missing(write_folder):
    root = write_folder({"xtreme/panx/test-de.tsv": "Ulm\n"})

    with pytest.raises(MissingDataError, match=r"holds no labels.*labels/panx/test-de\.tsv, is not there"):
        XtremeFolder(root).read(PANX, Split.TEST, "de")
