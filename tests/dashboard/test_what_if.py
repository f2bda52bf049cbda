import pandas as pd
import pytest

from dashboard.kit.rows import rows_of
from dashboard.kit.theme import LIGHT
from dashboard.parts.claim import multiverse
from dashboard.parts.claim.body import Body
from dashboard.parts.claim.what_if import headed, outcome, what_flips

BODY = Body({"verdict": "SCOPE_MISMATCH", "unit": "points", "low": -1.74, "high": -0.1, "details": {}})


def _rows(own_direction, other_direction):
    base = dict.fromkeys(multiverse.CHOICES, "x") | {"mean_gain": -0.92, "low": None, "high": None, "holds": None}
    varied = next(iter(multiverse.CHOICES))
    return pd.DataFrame(
        [
            base | {"is_own": True, "direction": own_direction},
            base | {varied: "y", "is_own": False, "direction": other_direction, "low": -2.0, "high": 0.5},
        ]
    )


def test_own_definition_has_the_interval_that_is_judged():
    own, other = rows_of(_rows("cannot be told", "cannot be told"))
    shown = str(outcome(BODY, own, (8.15, 8.25), LIGHT, is_generated=False))
    assert "(−1.74 to −0.10)" in shown
    assert "the interval lies below the claimed value" in shown
    assert "(−2.00 to +0.50)" in str(outcome(BODY, other, (8.15, 8.25), LIGHT, is_generated=False))


@pytest.mark.parametrize(("own", "n_flips"), [(None, 0), ("cannot be told", 0), ("same sign", 1)])
def test_a_flip_needs_a_direction_to_flip_from(own, n_flips):
    assert len(what_flips(_rows(own, "cannot be told"))) == n_flips


def test_one_training_keeps_its_verdict_whatever_is_moved():
    body = Body(BODY.row | {"verdict": "CONSISTENT", "details": {"n_seeds": 1}})
    for row in rows_of(_rows("cannot be told", "cannot be told")):
        shown = str(outcome(body, row, (8.15, 8.25), LIGHT, is_generated=False))
        assert "Consistent" in shown
        assert "Off in size" not in shown


def test_a_definition_that_is_not_judged_shows_no_verdict():
    body = Body(BODY.row | {"verdict": "DEVIATES", "details": {"n_seeds": 3}})
    own, other = (
        str(outcome(body, row, (8.15, 8.25), LIGHT, is_generated=False))
        for row in rows_of(_rows(None, "cannot be told"))
    )
    assert "Off in size" in own
    assert "Off in size" not in other


@pytest.mark.parametrize(
    ("holds", "said"), [(None, "No definition of the mean can confirm"), (True, "Of 2 definitions")]
)
def test_definitions_of_one_training_are_headed_as_deciding_nothing(holds, said):
    assert headed(_rows("same sign", "same sign").assign(holds=holds), "CONSISTENT").startswith(said)
