"""What is drawn once for the same rows, and what must be drawn anew."""

import pandas as pd
import pytest

from dashboard.kit import render_cache as kept_module
from dashboard.kit.render_cache import kept


@pytest.fixture
def drawn():
    kept_module._drawn.clear()
    calls = []

    def draw(frame, word="score", *, is_gain=False):
        calls.append((frame, word, is_gain))
        return len(calls)

    yield draw, calls
    kept_module._drawn.clear()


def rows(value=1.0, column="gain"):
    return pd.DataFrame({"language": ["de", "sw"], column: [value, None]})


def test_kept_draws_once_for_the_same_content(drawn):
    draw, calls = drawn
    assert kept(draw)(rows(), "score", is_gain=True) == kept(draw)(rows(), "score", is_gain=True) == 1
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("args", "keywords"),
    [
        ((rows(1.0000001),), {}),  # one cell
        ((rows(column="score"),), {}),  # a column of the same cells
        ((rows().iloc[::-1],), {}),  # the same rows in another order
        ((rows().assign(gain=[1.0, 0.0]),), {}),  # nought is not nothing
        ((rows(), "units"), {}),
        ((rows(),), {"is_gain": True}),
    ],
)
def test_kept_draws_anew_for_other_content(drawn, args, keywords):
    draw, calls = drawn
    assert kept(draw)(rows()) == 1
    assert kept(draw)(*args, **keywords) == 2
    assert len(calls) == 2


def test_kept_tells_functions_apart(drawn):
    draw, _ = drawn
    assert kept(draw)(rows()) == 1
    assert kept(len)(rows()) == 2  # its two rows, not what `draw` gave


def test_kept_never_keeps_what_only_a_sample_would_tell_apart(drawn, monkeypatch):
    draw, calls = drawn
    monkeypatch.setattr(kept_module, "MOST_ROWS", 2)
    assert [kept(draw)(rows()), kept(draw)(rows())] == [1, 2]
    assert len(calls) == 2
