import duckdb
import numpy as np
import pytest

from pipeline.statistics.bootstrap import PairedCell
from pipeline.statistics.intervals import GainSpread, gain_spread, macro_gain_interval
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    from pipeline.build import build_judged

    home = write_small_home(tmp_path_factory.mktemp("home"))
    path = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def rows(built):
    names = ("difference", "low", "high", "corrected_low", "corrected_high", "p", "p_holm", "n_compared", "n_languages")
    found = built.execute(
        f"select language, {', '.join(names)} from comparisons "
        "where subject = 'squad_v1' and rival = 'none' and task = 'xnli' and split = 'test'"
    ).fetchall()
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in found}


def test_gain_spread_gives_the_t_interval_and_p_of_the_printed_tables():
    # Student's t with 10 degrees of freedom: 97.5% quantile 2.228; two-sided p of t = 2 is 0.0734
    spread = GainSpread(centre=2.0, variance=1.0, freedom=10.0)
    assert spread.interval() == (pytest.approx(2.0 - 2.228, abs=5e-4), pytest.approx(2.0 + 2.228, abs=5e-4))
    assert spread.p == pytest.approx(0.0734, abs=5e-5)


def test_gain_spread_without_variance_tells_nothing_of_a_gain():
    assert GainSpread(centre=3.0, variance=0.0, freedom=1.0).p is None
    assert GainSpread(centre=0.0, variance=0.0, freedom=1.0).p == 1.0


def test_gain_spread_is_that_of_the_macro_gain():
    drawn = np.array([[4.0, 6.0, 5.0, 9.0, 1.0]])
    cell = PairedCell("xnli", "de", (1,), np.array([5.0]), np.array([5.0]), drawn, 40)
    assert gain_spread([cell]).interval() == macro_gain_interval([cell])
    assert gain_spread([cell]).variance == pytest.approx(6.8)  # squares 1 + 1 + 0 + 16 + 16 over 5


def test_comparison_of_each_language_and_of_their_mean(rows):
    assert {language: row["difference"] for language, row in rows.items()} == {
        "de": 0.0,
        "en": pytest.approx(10.0),
        next(iter(rows.keys() - {"de", "en", ""})): pytest.approx(10.0),
        "": pytest.approx(20 / 3),
    }


def test_comparison_is_corrected_for_the_languages_of_the_pair(rows):
    # as in the interval of one language alone: t(9), whose quantiles are 2.262 at 97.5% and 2.933 at 1 - 0.05 / 6
    row = rows["en"]
    assert row["n_compared"] == 3
    half = (row["high"] - row["low"]) / 2
    corrected = (row["corrected_high"] - row["corrected_low"]) / 2
    assert corrected / half == pytest.approx(2.933 / 2.262, rel=2e-3)


def test_comparison_of_equal_answers_is_no_difference(rows):
    assert (rows["de"]["p"], rows["de"]["p_holm"]) == (1.0, 1.0)
    assert (rows["de"]["corrected_low"], rows["de"]["corrected_high"]) == (0.0, 0.0)


def test_comparison_corrects_p_after_holm(rows):
    # two languages share the smallest p, so the first of them is multiplied by three and the second takes the same
    assert rows["en"]["p_holm"] == pytest.approx(min(1.0, 3 * rows["en"]["p"]))


def test_mean_is_corrected_for_the_pairs_of_regimes(built, rows):
    (n_regimes,) = built.execute(
        "select any_value(n_regimes) from regime_ranks where task = 'xnli' and split = 'test'"
    ).fetchone()
    assert rows[""]["n_compared"] == n_regimes * (n_regimes - 1) // 2
    assert rows[""]["n_languages"] == 3


def test_ranks_hold_every_regime_of_the_task(built):
    found = built.execute(
        "select regime, score, best, worst, n_languages from regime_ranks where task = 'xnli' and split = 'test'"
    ).fetchall()
    assert {row[0] for row in found} >= {"none", "squad_v1"}
    assert all(1 <= best <= worst <= len(found) for _, _, best, worst, _ in found)
