import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.sources.folder_layout import languages_at, read_manifest


def test_languages_at_takes_every_placeholder_for_the_same_code(write_folder):
    root = write_folder(
        {"a/context-de-question-de.json": "", "a/context-es-question-de.json": "", "a/context-en.json": ""}
    )

    assert languages_at(root, "a/context-{language}-question-{language}.json") == ("de",)


def test_languages_at_a_folder_that_is_not_there_is_empty(tmp_path):
    assert languages_at(tmp_path, "a/{language}.txt") == ()


def test_read_manifest_that_is_no_csv_names_the_line(tmp_path):
    (tmp_path / "MANIFEST.csv").write_text('path,split,note\n"xtreme/a"b,test,\n', encoding="utf-8")
    with pytest.raises(DataFormatError, match=r"MANIFEST.csv, line 2: found what is no CSV"):
        read_manifest(tmp_path)
