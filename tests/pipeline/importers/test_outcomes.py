"""Outcomes as CSV and Parquet, in one file and in several."""

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.importers import outcome_tables as under_test
from pipeline.importers.importer import CellKey
from pipeline.importers.scores import read_import
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks

LANGUAGES = [language.language for language in load_languages()]
SCORES = """\
encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples,n_seeds
enc-a,none,,xnli,de,accuracy,test,0,50.0,4,
enc-a,none,,xnli,fr,accuracy,test,0,75.0,4,
enc-a,none,,xquad,de,f1,test,0,37.5,2,
enc-a,none,,xquad,de,em,test,0,0.0,2,
"""
HEADER = "encoder,regime,target,language,split,seed,example_id,outcome"
GERMAN = [f"enc-a,none,xnli,de,test,0,{name},{outcome}" for name, outcome in (("b", 0), ("a", 1), ("d", 1), ("c", 0))]
FRENCH = [f"enc-a,none,xnli,fr,test,0,{name},{outcome}" for name, outcome in (("a", 1), ("b", 1), ("c", 1), ("d", 0))]
ANSWERS = ["enc-a,none,xquad,de,test,0,q1,0.25", "enc-a,none,xquad,de,test,0,q2,0.5"]  # a mean of 0.375
KEY = CellKey("enc-a", "none", "xnli", 0, "de", "test")


def _text(folder, name, lines):
    path = folder / name
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def _parquet(folder, name, lines, **types):
    table = pa.csv.read_csv(_text(folder, f"{name}.csv", lines))
    for column, kind in types.items():
        place = table.column_names.index(column)
        table = table.set_column(place, column, table.column(column).cast(kind))
    path = folder / name
    pq.write_table(table, path)
    return path


def _read(folder, *paths, scores=SCORES):
    (folder / "scores.csv").write_text(scores, encoding="utf-8")
    return read_import(folder / "scores.csv", load_tasks(), LANGUAGES, outcomes=paths).outcomes


def _rows(found, key=KEY):
    return [(row["example_id"], row["outcome"]) for row in found.predictions[key].to_pylist()]


def test_outcomes_stand_by_example_id(tmp_path):
    found = _read(tmp_path, _text(tmp_path, "o.csv", [*GERMAN, *FRENCH, *ANSWERS]))
    assert _rows(found) == [("a", 1.0), ("b", 0.0), ("c", 0.0), ("d", 1.0)]
    assert len(found.predictions) == 3


def test_parquet_gives_what_csv_gives(tmp_path):
    lines = [*GERMAN, *FRENCH, *ANSWERS]
    text = _read(tmp_path, _text(tmp_path, "o.csv", lines))
    for name, types in (("a.parquet", {}), ("b.parquet", {"seed": pa.string(), "outcome": pa.float32()})):
        assert {key: _rows(text, key) for key in text.predictions} == {
            key: _rows(found, key) for found in [_read(tmp_path, _parquet(tmp_path, name, lines, **types))]
            for key in found.predictions
        }  # fmt: skip


def test_several_files_make_one_import(tmp_path):
    whole = _read(tmp_path, _text(tmp_path, "o.csv", [*GERMAN, *FRENCH]))
    parts = [
        _text(tmp_path, "a.csv", GERMAN[:3]),
        _parquet(tmp_path, "b.parquet", FRENCH),
        _text(tmp_path, "c.csv", GERMAN[3:]),
    ]
    found = _read(tmp_path, *parts)
    assert {key: _rows(whole, key) for key in whole.predictions} == {
        key: _rows(found, key) for key in found.predictions
    }
    assert found.sha256 != whole.sha256
    assert found.sha256 == _read(tmp_path, *reversed(parts)).sha256


@pytest.mark.parametrize(
    ("lines", "line", "found", "expected"),
    [
        ([*GERMAN[:3], "enc-a,none,xnli,de,test,0,c,0.5"], 5, "'0.5' in column 'outcome'", "right or wrong"),
        ([*GERMAN, "enc-a,none,xnli,de,test,0,e,1"], 2, "5 outcomes", "4, as line 2"),
        ([*GERMAN[:3], "enc-a,none,xnli,de,test,0,a,0"], 5, "'a' in column 'example_id' again", "once"),
        ([*GERMAN[:3], "enc-a,none,xnli,de,test,0,c,1"], 2, "give accuracy 75", "50, as line 2"),
        ([*GERMAN[:3], "", "enc-a,none,xnli,de,test,0,c,nan"], 6, "'nan' in column 'outcome'", "0 to 1"),
        ([*GERMAN[:3], "enc-a,none,xnli,de,test,0,c"], 5, "7 cells", "8 as in the header"),
        ([*GERMAN, "enc-a,none,xnli,xx,test,0,c,1"], 6, "'xx' in column 'language'", "registered language"),
        ([ANSWERS[0], "enc-a,none,xquad,de,test,0,q2,2"], 3, "'2' in column 'outcome'", "0 to 1"),
        ([], None, "no rows", "at least one"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_value_and_expectation(tmp_path, lines, line, found, expected):
    path = _text(tmp_path, "o.csv", lines)
    with pytest.raises(DataFormatError) as caught:
        _read(tmp_path, path)
    assert caught.value.path == path
    assert caught.value.line == line
    assert found in caught.value.found
    assert expected in caught.value.expected


def test_a_fault_of_a_second_file_is_named_in_that_file(tmp_path):
    first, second = _text(tmp_path, "a.csv", GERMAN[:2]), _text(tmp_path, "b.csv", [GERMAN[2], GERMAN[0]])
    with pytest.raises(DataFormatError) as caught:
        _read(tmp_path, first, second)
    assert (caught.value.path, caught.value.line) == (second, 3)


def test_a_fault_of_a_parquet_file_names_the_row(tmp_path):
    path = _parquet(tmp_path, "o.parquet", [*GERMAN[:3], "enc-a,none,xnli,de,test,0,c,0.5"])
    with pytest.raises(DataFormatError, match=r"'0.5' in column 'outcome' of row 4"):
        _read(tmp_path, path)


def test_outcomes_of_a_mean_over_seeds_may_be_parts(tmp_path):
    # two seeds: right twice, once, never, once: 4 of 8
    scores = SCORES.replace("50.0,4,\n", "50.0,4,2\n")
    lines = [
        f"enc-a,none,xnli,de,test,0,{name},{outcome}" for name, outcome in zip("abcd", (1, 0.5, 0, 0.5), strict=True)
    ]
    assert _rows(_read(tmp_path, _text(tmp_path, "o.csv", lines), scores=scores))[1] == ("b", 0.5)
    with pytest.raises(DataFormatError, match="a multiple of 1/2"):
        _read(
            tmp_path, _text(tmp_path, "o.csv", [lines[0], lines[1].replace("0.5", "0.25"), *lines[2:]]), scores=scores
        )


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"PAR1 and no more", "what is no Parquet file"),
        (HEADER.encode() + b"\nenc-a,none,xnli,de,test,0,\x00,1\n", "the byte 0x00"),
        (HEADER.encode() + b"\nenc-a,none,xnli,de,test,0,\xe8,1\n", "0xe8, which is not UTF-8"),
        (HEADER.encode().replace(b",", b";") + b"\n", "encoder;regime"),
    ],
)
def test_what_is_neither_csv_nor_parquet_is_refused(tmp_path, content, found):
    path = tmp_path / "o"
    path.write_bytes(content)
    with pytest.raises(DataFormatError) as caught:
        _read(tmp_path, path)
    assert found in caught.value.found


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"none\.csv is not there"):
        _read(tmp_path, tmp_path / "none.csv")


def test_more_rows_than_the_cap_are_refused_in_all_files_together(tmp_path, monkeypatch):
    monkeypatch.setattr(under_test, "MAX_ROWS", 5)
    with pytest.raises(DataFormatError, match="at most 5 in all files together"):
        _read(tmp_path, _text(tmp_path, "a.csv", GERMAN), _text(tmp_path, "b.csv", FRENCH))
