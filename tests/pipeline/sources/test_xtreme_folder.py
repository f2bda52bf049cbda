import dataclasses

import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError, UnknownNameError
from pipeline.domain.task import FolderFiles, Split
from pipeline.sources.source import Source
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

XNLI, PAWSX, XQUAD, PANX = get_task("xnli"), get_task("pawsx"), get_task("xquad"), get_task("panx")
PAIR = "a\tb\t1\n"


def test_languages_are_those_with_examples_and_gold_in_code_order(write_folder):
    root = write_folder(
        {
            "xtreme/pawsx/test-zh.tsv": "a\tb\n",
            "xtreme/pawsx/test-de.tsv": "a\tb\n",
            "xtreme/pawsx/test-en.tsv": "a\tb\n",
            "labels/pawsx/test-zh.tsv": "0\n",
            "labels/pawsx/test-de.tsv": "1\n",
        }
    )

    assert XtremeFolder(root).languages(PAWSX, Split.TEST) == ("de", "zh")


def test_approximate_labels_are_no_gold(write_folder):
    root = write_folder({"xtreme/pawsx/test-fr.tsv": "a\tb\n", "labels/pawsx_approx/test-fr.tsv": "0\n"})

    source = XtremeFolder(root)

    assert source.languages(PAWSX, Split.TEST) == ()
    with pytest.raises(MissingDataError, match=r"labels/pawsx/test-fr\.tsv"):
        source.read(PAWSX, Split.TEST, "fr")


def test_languages_beyond_the_benchmark_are_offered(write_folder):
    answers = '{"data": [{"paragraphs": [{"context": "x", "qas": [{"id": "1", "question": "?", "answers": [%s]}]}]}]}'
    root = write_folder({"xtreme/xquad/xquad.ro.json": answers % '{"text": "x", "answer_start": 0}'})

    assert "ro" not in XQUAD.languages
    assert XtremeFolder(root).languages(XQUAD, Split.TEST) == ("ro",)


def test_missing_names_every_absent_language_and_the_path(write_folder):
    root = write_folder({f"xtreme/pawsx/dev-{code}.tsv": PAIR for code in ("de", "en", "es", "fr", "ja")})

    cells = XtremeFolder(root).missing(PAWSX, Split.DEV)

    assert [(cell.task, cell.language, cell.split) for cell in cells] == [
        ("pawsx", "ko", Split.DEV),
        ("pawsx", "zh", Split.DEV),
    ]
    assert cells[0].reason.endswith("looked for " + str(root / "xtreme/pawsx/dev-ko.tsv"))


def test_missing_lists_all_languages_where_no_gold_is_there(write_folder):
    root = write_folder({f"xtreme/panx/test-{code}.tsv": "Ulm\n" for code in PANX.languages})

    cells = XtremeFolder(root).missing(PANX, Split.TEST)

    assert [cell.language for cell in cells] == sorted(PANX.languages)
    assert "labels/panx/test-af.tsv, is not there" in cells[0].reason


def test_missing_training_data_is_english_alone(write_folder):
    root = write_folder({"xtreme/pawsx/dev-de.tsv": PAIR})

    assert [cell.language for cell in XtremeFolder(root).missing(PAWSX, Split.TRAIN)] == ["en"]


def test_missing_is_empty_for_a_split_that_the_benchmark_lacks(write_folder):
    root = write_folder({"xtreme/pawsx/dev-de.tsv": PAIR})

    assert XtremeFolder(root).missing(XQUAD, Split.DEV) == ()


def test_read_names_every_path_that_was_looked_for(write_folder):
    root = write_folder({"xtreme/pawsx/dev-de.tsv": PAIR})

    with pytest.raises(MissingDataError, match=r"train-en\.tsv, then .*multinli_1\.0_train\.jsonl$"):
        XtremeFolder(root).read(get_task("mnli"), Split.TRAIN, "en")


def test_read_refuses_a_language_code_that_could_leave_the_folder(write_folder):
    root = write_folder({"xtreme/pawsx/dev-de.tsv": PAIR})

    with pytest.raises(UnknownNameError, match="no language code"):
        XtremeFolder(root).read(PAWSX, Split.DEV, "../de")


def test_read_refuses_an_english_task_in_another_language(write_folder):
    root = write_folder({"intermediate/qqp/dev.tsv": "id\tquestion1\tquestion2\tis_duplicate\n1\ta\tb\t0\n"})

    with pytest.raises(MissingDataError, match="no qqp dev in 'de'"):
        XtremeFolder(root).read(get_task("qqp"), Split.DEV, "de")


def test_read_suggests_the_nearest_format(write_folder):
    root = write_folder({"xtreme/pawsx/dev-de.tsv": PAIR})
    task = dataclasses.replace(PAWSX, folder=FolderFiles(format="labeled_pairs", dev="xtreme/pawsx/dev-{language}.tsv"))

    with pytest.raises(UnknownNameError, match="did you mean 'labelled_pairs'"):
        XtremeFolder(root).read(task, Split.DEV, "de")


def test_provenance_quotes_the_manifest(write_folder):
    manifest = "path,rows,split,note\nxtreme/pawsx/dev-de.tsv,1,dev,1 of 2\nlabels/x,1,gold,\n"
    root = write_folder({"xtreme/pawsx/dev-de.tsv": PAIR, "MANIFEST.csv": manifest})

    cell = XtremeFolder(root).read(PAWSX, Split.DEV, "de")

    assert cell.provenance == "xtreme/pawsx/dev-de.tsv (dev: 1 of 2)"


def test_manifest_without_a_column_is_an_error(write_folder):
    root = write_folder({"xtreme/pawsx/dev-de.tsv": PAIR, "MANIFEST.csv": "path,rows\n"})

    with pytest.raises(DataFormatError, match=r"MANIFEST\.csv, line 1: .*expected columns path, split and note"):
        XtremeFolder(root).read(PAWSX, Split.DEV, "de")


@pytest.mark.parametrize(
    "changed",
    ["xtreme/pawsx/dev-de.tsv", "xtreme/pawsx/test-de.tsv", "labels/pawsx/test-de.tsv"],
    ids=["dev", "test", "gold"],
)
def test_digest_changes_with_every_file_of_the_task(write_folder, changed):
    files = {"xtreme/pawsx/dev-de.tsv": PAIR, "xtreme/pawsx/test-de.tsv": "a\tb\n", "labels/pawsx/test-de.tsv": "0\n"}
    source = XtremeFolder(write_folder(files))
    before = source.digest([PAWSX])

    write_folder({changed: "c\td\t1\n\n"})

    assert source.digest([PAWSX]) != before


def test_digest_ignores_files_of_other_tasks_and_the_place_of_the_root(write_folder, tmp_path):
    source = XtremeFolder(write_folder({"xtreme/pawsx/dev-de.tsv": PAIR}))
    before = source.digest([PAWSX])

    write_folder({"xtreme/xnli/dev-de.tsv": "a\tb\tneutral\n", "elsewhere/xtreme/pawsx/dev-de.tsv": PAIR})

    assert source.digest([PAWSX]) == before == XtremeFolder(tmp_path / "elsewhere").digest([PAWSX])


def test_text_is_read_a_sentence_at_a_time(write_folder):
    source = XtremeFolder(write_folder({"raw/sw.txt": "Moja.\n\n Mbili\u2028tatu. \r\n", "raw/de.txt": "Eins.\n"}))

    assert source.text_languages() == ("de", "sw")
    assert list(source.read_text("sw")) == ["Moja.", "Mbili\u2028tatu."]


def test_text_digest_changes_with_the_text(write_folder):
    source = XtremeFolder(write_folder({"raw/sw.txt": "Moja.\n"}))
    before = source.text_digest()

    write_folder({"raw/de.txt": "Eins.\n"})

    assert source.text_digest() != before


def test_text_that_is_not_there_names_the_path(write_folder):
    source = XtremeFolder(write_folder({"raw/sw.txt": "Moja.\n"}))

    with pytest.raises(MissingDataError, match=r"no raw text in 'de': .*raw/de\.txt is not there"):
        source.read_text("de")


def test_root_that_is_xtremes_own_folder_is_refused_with_the_next_step(write_folder):
    root = write_folder({"xtreme/xnli/dev-de.tsv": "a\tb\tneutral\n"})

    with pytest.raises(
        MissingDataError, match=r"holds xnli; expected a folder with .*xtreme/.*give the folder above it"
    ):
        XtremeFolder(root / "xtreme")


def test_root_without_any_expected_folder_lists_what_it_holds(write_folder):
    root = write_folder({"photos/a.txt": "x"})

    with pytest.raises(MissingDataError, match=r"holds photos; expected a folder with one or more of xtreme/, labels/"):
        XtremeFolder(root)


def test_root_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(MissingDataError, match="nowhere is no folder"):
        XtremeFolder(tmp_path / "nowhere")


def test_folder_is_a_source(write_folder):
    source: Source = XtremeFolder(write_folder({"raw/sw.txt": "Moja.\n"}))

    assert source.name == "xtreme_folder"
