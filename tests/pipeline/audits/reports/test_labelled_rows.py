"""The labelled rows are what they say: enough of each label, and figures that the reference prints."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from .labelled import ALL_SETS, HELD_OUT, TUNED, read_labelled_rows

REFERENCE = Path(__file__).parents[4] / "data" / "reference" / "reported_scores.csv"
KINDS = {
    *("wrong_value", "wrong_sign", "wrong_encoder", "wrong_split", "wrong_task", "wrong_count", "other_version"),
    *("overstated_scope", "wrong_setting"),
}


@pytest.mark.parametrize("path", ALL_SETS.values(), ids=ALL_SETS)
def test_every_misquote_names_its_kind_and_no_other_row_does(path: Path) -> None:
    rows = read_labelled_rows(path)
    assert {row.label for row in rows} == {"true", "misquote", "other", "uncheckable", "doubtful"}
    assert all(set(row.kinds) <= KINDS for row in rows)
    assert all(bool(row.kinds) == (row.label == "misquote") for row in rows)
    assert len({row.text for row in rows}) == len(rows)


def test_set_is_large_and_holds_every_kind() -> None:
    rows = read_labelled_rows(TUNED)
    labels = Counter(row.label for row in rows)
    assert len(rows) >= 300
    assert min(labels["true"], labels["misquote"]) >= 100
    assert {kind for row in rows for kind in row.kinds} == KINDS


@pytest.mark.parametrize("path", [TUNED, HELD_OUT], ids=["tuned", "held-out"])
def test_published_figures_named_in_labels_are_printed_in_the_reference(path: Path) -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        printed = {(row["encoder"], row["task"], row["language"], float(row["value"])) for row in csv.DictReader(lines)}
    named = [figure for row in read_labelled_rows(path) for figure in row.about if "=" in figure]
    assert named
    for figure in named:
        place, value = figure.split("=")
        parts = place.split(":")
        assert (parts[0], parts[1], parts[-1], float(value)) in printed, figure
