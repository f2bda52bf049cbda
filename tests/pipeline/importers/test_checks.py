import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.task import Split
from pipeline.importers import csv_scores
from pipeline.importers.checks import CellKey, check_scores
from pipeline.importers.csv_scores import IMPORTER
from pipeline.importers.importer import COLUMNS
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks

LANGUAGES = [language.language for language in load_languages()]
HEADER = ",".join(COLUMNS)
ROWS = [
    "my-encoder,none,,xnli,de,accuracy,test,0,60.0,100",
    "my-encoder,squad_v1,squad_v1,xnli,de,accuracy,test,0,70.0,100",
    "my-encoder,multi_task,squad_v1+mnli,xquad,de,f1,test,1,55.25,1190",
    "my-encoder,multi_task,squad_v1+mnli,xquad,de,em,test,1,40.0,1190",
]
GOOD = "\n".join([HEADER, *ROWS]) + "\n"


def _read(tmp_path, content, **options):
    path = tmp_path / "scores.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return check_scores(IMPORTER.read(path), load_tasks(), LANGUAGES, **options)


def _with(old, new):
    """The good file with its second row of scores, in line 3, changed."""
    return "\n".join([HEADER, ROWS[0], ROWS[1].replace(old, new, 1), *ROWS[2:]]) + "\n"


def test_read_scores_gives_every_row(tmp_path):
    rows = _read(tmp_path, GOOD).rows
    assert len(rows) == 4
    assert rows[1].key == CellKey("my-encoder", "squad_v1", "xnli", 0, "de", Split.TEST)
    assert (rows[1].intermediate, rows[1].metric, rows[1].value, rows[1].n_examples) == (
        ("squad_v1",),
        "accuracy",
        70.0,
        100,
    )
    assert rows[2].intermediate == ("squad_v1", "mnli")
    assert [row.line for row in rows] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + GOOD,  # byte order mark of a spreadsheet
        GOOD.replace("\n", "\r\n"),
        GOOD + "\n\n",
        GOOD.replace("my-encoder", '"my-encoder"'),
        GOOD.replace(",", " , "),
    ],
)
def test_read_scores_takes_what_spreadsheets_write(tmp_path, content):
    assert [row.value for row in _read(tmp_path, content).rows] == [60.0, 70.0, 55.25, 40.0]


def test_read_scores_takes_columns_in_any_order(tmp_path):
    turned = "\n".join(",".join(reversed(line.split(","))) for line in GOOD.splitlines())
    assert _read(tmp_path, turned).rows[1].value == 70.0


BAD = [
    ("value above 100", _with("70.0", "700.0"), 3, "'700.0' in column 'value'", "0 to 100"),
    ("negative value", _with("70.0", "-7.0"), 3, "'-7.0'", "without sign"),
    ("not a number", _with("70.0", "NaN"), 3, "'NaN'", "percentage"),
    ("infinite", _with("70.0", "inf"), 3, "'inf'", "percentage"),
    ("exponent", _with("70.0", "7e1"), 3, "'7e1'", "exponent"),
    ("percent sign", _with("70.0", "70%"), 3, "'70%'", "percentage"),
    ("quoted decimal comma", _with("70.0", '"70,0"'), 3, "'70,0'", "with a point"),
    ("bare decimal comma", _with("70.0", "70,0"), 3, "11 cells", "10 as in the header"),
    ("about", _with("70.0", "about 70"), 3, "'about 70'", "percentage"),
    ("no value", _with("70.0", ""), 3, "''", "percentage"),
    ("other digits", _with("70.0", "٧٠"), 3, "column 'value'", "percentage"),
    ("impossible share", _with("70.0", "70.4"), 3, "70.4 in column 'value' of 100 examples", "nearest is 70"),
    ("negative count", _with(",100", ",-100"), 3, "'-100' in column 'n_examples'", "at least 1"),
    ("no examples", _with(",100", ",0"), 3, "'0' in column 'n_examples'", "at least 1"),
    ("broken count", _with(",100", ",100.0"), 3, "'100.0'", "whole number"),
    ("negative seed", _with("test,0", "test,-1"), 3, "'-1' in column 'seed'", "at least 0"),
    ("unknown target", _with("xnli", "xnil"), 3, "'xnil' in column 'target'", "did you mean 'xnli'"),
    ("intermediate as target", _with("xnli", "hellaswag"), 3, "column 'target'", "a registered target task"),
    ("unknown language", _with(",de,", ",xx,"), 3, "'xx' in column 'language'", "registered language"),
    ("unknown metric", _with("accuracy", "acc"), 3, "'acc' in column 'metric'", "a metric of xnli: accuracy"),
    ("training split", _with("test", "train"), 3, "'train' in column 'split'", "dev or test"),
    ("unknown split", _with("test", "Test"), 3, "'Test' in column 'split'", "dev or test"),
    ("unknown intermediate", _with("squad_v1,squad_v1", "squad,squad"), 3, "'squad'", "did you mean 'squad_v"),
    (
        "target as intermediate",
        _with("squad_v1,squad_v1", "xnli,xnli"),
        3,
        "column 'intermediate'",
        "intermediate tasks",
    ),
    ("task twice", _with("squad_v1,squad_v1", "multi_task,mnli+mnli"), 3, "'mnli+mnli'", "once"),
    (
        "regime of another task",
        _with("squad_v1,squad_v1", "mnli,squad_v1"),
        3,
        "'mnli' in column 'regime'",
        "'squad_v1'",
    ),
    ("regime without task", _with("squad_v1,squad_v1", "squad_v1,"), 3, "column 'regime'", "'none'"),
    ("baseline with a task", _with("squad_v1,squad_v1", "none,squad_v1"), 3, "'none'", "'squad_v1'"),
    ("no encoder", _with("my-encoder", ""), 3, "column 'encoder'", "a name of letters"),
    ("formula as encoder", _with("my-encoder", "=1+1"), 3, "'=1+1'", "a name of letters"),
    ("duplicate", GOOD + ROWS[1] + "\n", 6, "the same cell and metric as in line 3", "once"),
    ("other count in a cell", GOOD.replace("40.0,1190", "40.0,1000"), 5, "'1000'", "1190 as in line 4"),
    ("other mix of a regime", GOOD.replace("mnli,xquad,de,em", "qqp,xquad,de,em"), 5, "'squad_v1+qqp'", "as in line 4"),
    ("fractions", GOOD.replace("60.0", "0.6").replace("70.0", "0.7"), 2, "0.6", "not fractions"),
    ("too few cells", GOOD + "my-encoder,none\n", 6, "2 cells", "10 as in the header"),
    ("missing column", GOOD.replace(",seed,", ",").replace("test,0,", "test,"), 1, "no column 'seed'", "the columns"),
    ("unknown column", GOOD.replace("seed", "Seed"), 1, "column 'Seed'", "the columns"),
    ("column twice", GOOD.replace("language", "metric"), 1, "column 'metric' 2 times", "once"),
    ("semicolons", GOOD.replace(",", ";"), 1, "encoder;regime", "separated by commas"),
    ("no header", "\n".join(ROWS), 1, "column 'my-encoder'", "the columns"),
    ("header alone", HEADER + "\n", None, "no rows", "at least one row"),
    ("empty", "", None, "an empty file", "a header"),
    ("UTF-16", GOOD.encode("utf-16"), 1, "UTF-16", "UTF-8"),
    ("Latin-1", _with("my-encoder", "modèle").encode("latin-1"), 3, "byte 0xe8", "UTF-8"),
    ("NUL byte", GOOD.encode().replace(b"70.0", b"70\x00"), 3, "a NUL byte", "UTF-8"),
    ("binary", bytes(range(256)) * 20, 1, "NUL byte", "UTF-8"),
    ("open quote", _with("my-encoder", '"my-encoder'), None, "no CSV", "cells separated"),
]


@pytest.mark.parametrize(
    ("content", "line", "found", "expected"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_read_scores_names_file_line_value_and_expectation(tmp_path, content, line, found, expected):
    with pytest.raises(DataFormatError) as caught:
        _read(tmp_path, content)
    message = str(caught.value)
    assert str(tmp_path / "scores.csv") in message
    assert line is None or caught.value.line == line
    assert found in caught.value.found
    assert expected in caught.value.expected
    assert "\n" not in message


def test_read_scores_refuses_more_than_the_cap_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_scores, "MAX_BYTES", 100)
    with pytest.raises(DataFormatError, match="at most 100"):
        _read(tmp_path, GOOD)


def test_read_scores_cap_is_100_mebibytes():
    assert csv_scores.MAX_BYTES == 104_857_600


def test_read_scores_refuses_folders_and_files_that_are_not_there(tmp_path):
    with pytest.raises(MissingDataError, match="is not there"):
        IMPORTER.read(tmp_path / "none.csv")
    with pytest.raises(DataFormatError, match="a folder or device"):
        IMPORTER.read(tmp_path)


def test_read_scores_takes_low_percentages_when_told(tmp_path):
    low = GOOD.replace("60.0", "0.6").replace("70.0", "0.7").replace(",100\n", ",1000\n")
    assert [row.value for row in _read(tmp_path, low, allowed=["fractions"]).rows][:2] == [0.6, 0.7]


def test_read_scores_takes_one_low_score_beside_others_as_low(tmp_path):
    assert _read(tmp_path, GOOD.replace("60.0", "20.0").replace("70.0", "1.0")).rows[1].value == 1.0


def test_scores_with_one_metric_of_two_name_the_other(tmp_path):
    alone = "\n".join([HEADER, *(row for row in ROWS if ",em," not in row)]) + "\n"
    assert _read(tmp_path, alone).notes == (
        "1 cells of xquad have no em, so that its task score, the mean of f1 and em, cannot be computed there",
    )
    assert _read(tmp_path, GOOD).notes == ()
