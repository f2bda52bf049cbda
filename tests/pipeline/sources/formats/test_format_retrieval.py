import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import RetrievalQuery
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

TATOEBA, BUCC = get_task("tatoeba"), get_task("bucc2018")
# the English side is sorted, the foreign side is not: English line 0 "Cat." translates foreign line 1 "Katze."
PAIR = {"xtreme/tatoeba/de-en.de": "Hund.\nKatze.\n", "xtreme/tatoeba/de-en.en": "Cat.\nDog.\n"}
BUCC_SIDES = {
    "xtreme/bucc2018/zh-en.dev.zh": "zh-1\t一\nzh-2\t二\nzh-3\t三\n",
    "xtreme/bucc2018/zh-en.dev.en": "en-1\tone\nen-2\tthree\n",
}


def test_tatoeba_looks_english_lines_up_among_the_foreign_ones(write_folder):
    root = write_folder({**PAIR, "labels/tatoeba/test-de.tsv": "1\n0\n"})

    cell = XtremeFolder(root).read(TATOEBA, Split.TEST, "de")

    assert cell.examples == (RetrievalQuery("0", "Cat.", 1), RetrievalQuery("1", "Dog.", 0))
    assert cell.candidates == ("Hund.", "Katze.")


def test_tatoeba_gold_number_beyond_the_lines_names_the_line(write_folder):
    root = write_folder({**PAIR, "labels/tatoeba/test-de.tsv": "1\n2\n"})

    with pytest.raises(DataFormatError, match=r"test-de\.tsv, line 2: found '2'; expected a line number from 0 to 1"):
        XtremeFolder(root).read(TATOEBA, Split.TEST, "de")


def test_tatoeba_sides_of_different_length_are_an_error(write_folder):
    root = write_folder({**PAIR, "xtreme/tatoeba/de-en.en": "Cat.\n", "labels/tatoeba/test-de.tsv": "1\n0\n"})

    with pytest.raises(DataFormatError, match=r"de-en\.en, line 1: found 1 lines; expected 2"):
        XtremeFolder(root).read(TATOEBA, Split.TEST, "de")


def test_tatoeba_offers_languages_whose_files_and_gold_are_there(write_folder):
    root = write_folder(
        {
            **PAIR,
            "labels/tatoeba/test-de.tsv": "1\n0\n",
            "xtreme/tatoeba/fr-en.fr": "Chat.\n",  # no English side
            "xtreme/tatoeba/nl-en.nl": "Kat.\n",  # no gold
            "xtreme/tatoeba/nl-en.en": "Cat.\n",
        }
    )

    assert XtremeFolder(root).languages(TATOEBA, Split.TEST) == ("de",)


def test_bucc_query_without_translation_has_no_target(write_folder):
    root = write_folder({**BUCC_SIDES, "xtreme/bucc2018/zh-en.dev.gold": "zh-1\ten-1\nzh-3\ten-2\n"})

    cell = XtremeFolder(root).read(BUCC, Split.DEV, "zh")

    assert cell.examples == (
        RetrievalQuery("zh-1", "一", 0),
        RetrievalQuery("zh-2", "二", None),
        RetrievalQuery("zh-3", "三", 1),
    )
    assert (cell.candidates, cell.candidate_ids) == (("one", "three"), ("en-1", "en-2"))


def test_bucc_gold_with_an_unknown_id_names_the_line(write_folder):
    root = write_folder({**BUCC_SIDES, "xtreme/bucc2018/zh-en.dev.gold": "zh-1\ten-1\nzh-9\ten-2\n"})

    with pytest.raises(
        DataFormatError, match=r"zh-en\.dev\.gold, line 2: found 'zh-9\\ten-2'; expected an id of zh-en\.dev\.zh"
    ):
        XtremeFolder(root).read(BUCC, Split.DEV, "zh")


def test_bucc_second_translation_of_a_line_is_an_error(write_folder):
    root = write_folder({**BUCC_SIDES, "xtreme/bucc2018/zh-en.dev.gold": "zh-1\ten-1\nzh-1\ten-2\n"})

    with pytest.raises(DataFormatError, match="line 2: found a second translation of 'zh-1'"):
        XtremeFolder(root).read(BUCC, Split.DEV, "zh")


def test_bucc_without_gold_is_missing(write_folder):
    root = write_folder(BUCC_SIDES)

    with pytest.raises(MissingDataError, match=r"zh-en\.dev\.gold, is not there"):
        XtremeFolder(root).read(BUCC, Split.DEV, "zh")
