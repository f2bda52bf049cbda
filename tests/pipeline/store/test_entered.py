from datetime import UTC, datetime

import pytest

from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.store.entered import FIRST_ID, EnteredFigure, EnteredTable, entered_rows, read_entered, write_entered

AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def table(name="paper", value="79.2", by="Ann"):
    figure = EnteredFigure(
        system="XLM-R", encoder="xlm-roberta-large", task="xnli", language="avg", metric="accuracy", split="test",
        setting="", value_text=value,
    )  # fmt: skip
    return EnteredTable(
        name=name, title="A paper", url="https://example.org", table="Table 1", entered_by=by, entered_at=AT,
        file_name="t.csv", file_sha256="0" * 64, figures=(figure,),
    )  # fmt: skip


def test_what_is_kept_is_read_again(tmp_path):
    assert write_entered(tmp_path, table())
    assert read_entered(tmp_path) == (table(),)


def test_the_same_figures_again_change_nothing_whoever_brings_them(tmp_path):
    write_entered(tmp_path, table())
    before = (tmp_path / "paper.json").read_bytes()
    assert not write_entered(tmp_path, table(by="Bob"))
    assert (tmp_path / "paper.json").read_bytes() == before


def test_other_figures_under_the_same_name_need_to_replace(tmp_path):
    write_entered(tmp_path, table())
    with pytest.raises(
        ProfileError, match=r"already holds 1 figures of Table 1 of 'A paper', entered by Ann.*--replace"
    ):
        write_entered(tmp_path, table(value="80.0"))
    assert write_entered(tmp_path, table(value="80.0"), is_replaced=True)
    assert read_entered(tmp_path)[0].figures[0].value_text == "80.0"


def test_a_file_that_was_changed_is_refused_by_name(tmp_path):
    write_entered(tmp_path, table())
    path = tmp_path / "paper.json"
    path.write_text(path.read_text().replace("79.2", "99.2"))
    with pytest.raises(DataFormatError, match=r"paper\.json.*the file was changed since; import the table anew"):
        read_entered(tmp_path)


def test_a_file_under_another_name_is_refused(tmp_path):
    write_entered(tmp_path, table())
    (tmp_path / "paper.json").rename(tmp_path / "other.json")
    with pytest.raises(DataFormatError, match="table 'paper'"):
        read_entered(tmp_path)


def test_figures_are_numbered_apart_from_checked_ones():
    rows = entered_rows([table("a"), table("b")])
    assert [(row["reported_id"], row["source_id"]) for row in rows] == [
        (FIRST_ID, "entered:a"),
        (FIRST_ID + 1, "entered:b"),
    ]
    assert rows[0]["entered_at"] == datetime(2026, 11, 29, 12, 0)  # noqa: DTZ001  # as DuckDB holds it


def test_nothing_entered_is_no_table(tmp_path):
    assert read_entered(tmp_path / "absent") == ()
