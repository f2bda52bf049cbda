"""What the sentences of a headline call the system behind measured evidence."""

from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard.parts.verdicts.headline import measured_words, printed_words

CLAIM = SimpleNamespace(claim_kind="comparison", unit="points", comparator="equals", value="2.0", claim_id="c",
                        value_low=1.95, value_high=2.05, tolerance=0.0)  # fmt: skip


def row(**changes):
    given = {
        "source": None, "benchmark": "GLUE", "n_parameters": pd.NA, "estimate": 2.0, "low": None, "high": None,
        "direction": None, "verdict": "CONSISTENT", "reading": "", "label": "import:own · a over b", "n_seeds": 1,
        "is_size_within": None, "kind": "measured", "n_cells": 1, "n_cells_needed": 1,
    }  # fmt: skip
    return SimpleNamespace(**given | changes)


@pytest.mark.parametrize("absent", [pd.NA, None, float("nan"), 0])
def test_scores_of_others_are_not_called_ours(absent):
    (said,) = measured_words(CLAIM, [row(n_parameters=absent)])
    assert said.startswith("On scores of others the system leads by +2.0")


def test_an_encoder_of_known_size_is_ours():
    (said,) = measured_words(CLAIM, [row(n_parameters=118e6, source="xtreme_folder", benchmark="XTREME (folder)")])
    assert said.startswith("On real XTREME files our 118M encoder leads by +2.0")


def test_a_level_is_reached():
    (said,) = measured_words(SimpleNamespace(**vars(CLAIM) | {"claim_kind": "level", "unit": "score"}), [row()])
    assert said.startswith("On scores of others the system reaches 2")


def test_many_printed_figures_are_counted_and_a_level_has_no_sign():
    level = SimpleNamespace(**vars(CLAIM) | {"claim_kind": "level", "unit": "percent"})
    given = [("CONFIRMED", 80.9), ("CONFIRMED", 80.9), ("DEVIATES", 79.2), ("DEVIATES", 80.11)]
    rows = [
        row(verdict=verdict, estimate=number, label=f"source {place}") for place, (verdict, number) in enumerate(given)
    ]
    assert printed_words(level, rows) == (
        "In print: each of 2 figures (80.9) confirms it; each of 2 figures (79.2, 80.11) differs from it."
    )
    assert printed_words(level, rows[2:3]) == "In print: source 2 (79.2) differs from it."
