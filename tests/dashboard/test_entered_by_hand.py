"""Verdicts on figures that a reader entered by hand are told apart from those on checked ones, wherever they stand."""

from types import SimpleNamespace

import pandas as pd

from dashboard.parts.verdicts.headline import answer, answer_lines, answer_list
from pipeline.commands.printing.verdict_files import write_badges

CLAIM = SimpleNamespace(unit="points", claim_kind="gain")


def row(label, verdict, estimate, n_cells):
    return {
        "kind": "reported", "label": label, "verdict": verdict, "direction": None, "estimate": estimate,
        "low": None, "high": None, "n_cells": n_cells, "n_cells_needed": 9,
    }  # fmt: skip


EVIDENCE = pd.DataFrame(
    [
        row("entered by hand: A paper, Table 2 · squad_v1", "CONSISTENT", 8.2, 9),
        row("no published source · squad_v2", "NOT_COMPUTABLE", None, 0),
    ]
)


def test_the_answer_does_not_take_them_for_printed_ones():
    said = answer(CLAIM, EVIDENCE)
    assert said.startswith("Not decidable at the paper's scale: its per-task table is not among our sources.")
    assert "Entered by hand and checked by nobody: A paper, Table 2 · squad_v1 (+8.2)" in said


def test_their_verdict_has_a_line_of_its_own():
    parts = str(answer_list(answer_lines(CLAIM, EVIDENCE))).split("<dt>")
    in_print, by_hand = (next(part for part in parts if part.startswith(name)) for name in ("In print", "By hand"))
    assert "Numbers missing" in in_print
    assert "Consistent" not in in_print
    assert "Consistent" in by_hand
    assert "By hand" not in str(answer_list(answer_lines(CLAIM, EVIDENCE.tail(1))))


def test_their_badge_is_another_one(tmp_path):
    rows = [{**found, "claim_id": "c"} for found in EVIDENCE.to_dict("records")]
    assert sorted(path.name for path in write_badges(rows, tmp_path)) == [
        "c.reported-entered-by-hand.svg",
        "c.reported.svg",
    ]
