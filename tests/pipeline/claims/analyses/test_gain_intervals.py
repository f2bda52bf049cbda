import duckdb
import pytest

from pipeline.claims.analyses.gain_intervals import language_sets
from pipeline.statistics.bootstrap import PairedCell
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory):
    from pipeline.build import build_judged

    home = write_small_home(tmp_path_factory.mktemp("home"))
    path = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            "select regime, task, split, language_set, language, gain, low, high, n_languages from gain_intervals"
        ).fetchall()
    return {row[:5]: row[5:] for row in found}


def test_gain_of_one_language_has_the_spread_of_its_examples(rows):
    # one example in ten is gained: mean 10, standard error 100 sqrt(0.1 0.9 / 9) = 10, t(9) at 97.5% 2.262;
    # so few examples, drawn with Poisson weights, spread by some percent more
    gain, low, high, n_languages = rows["squad_v1", "xnli", "test", "one", "en"]
    assert (gain, n_languages) == (pytest.approx(10.0), 1)
    assert (low + high) / 2 == pytest.approx(10.0)
    assert 22.6 * 0.95 < (high - low) / 2 < 22.6 * 1.2


def test_arms_with_the_same_answers_have_an_interval_of_no_width(rows):
    assert rows["squad_v1", "xnli", "test", "one", "de"] == (0.0, 0.0, 0.0, 1)


def test_gain_of_all_languages_is_their_mean(rows):
    gain, low, high, n_languages = rows["squad_v1", "xnli", "test", "all", ""]
    assert gain == pytest.approx(20 / 3)  # (0 + 10 + 10) / 3
    assert low < gain < high
    assert n_languages == 3


def test_non_english_leaves_english_out(rows):
    gain, _, _, n_languages = rows["squad_v1", "xnli", "test", "non_english", ""]
    assert (gain, n_languages) == (pytest.approx(5.0), 2)  # (0 + 10) / 2


def test_task_score_of_question_answering_is_bounded(rows):
    gain, low, high, _ = rows["squad_v1", "xquad", "test", "one", "de"]
    assert gain == pytest.approx(25.0)  # F1 50 to 80 and exact match 40 to 60
    assert low < gain < high


def test_languages_of_which_nothing_is_known_are_in_neither_seen_set(rows):
    assert {key[3] for key in rows} == {"own", "all", "non_english", "one"}


def test_language_sets_part_own_and_seen_from_the_others():
    cells = [PairedCell("xnli", language, (0,), None, None, None, 1) for language in ("de", "en", "sw", "zh")]
    seen = {("xnli", "de"): True, ("xnli", "en"): True, ("xnli", "sw"): False, ("xnli", "zh"): None}
    sets = {
        key: [cell.language for cell in members]
        for key, members in language_sets(cells, {("xnli", "de"), ("xnli", "zh")}, seen).items()
    }
    assert sets["own", ""] == ["de", "zh"]
    assert sets["all", ""] == ["de", "en", "sw", "zh"]
    assert sets["seen", ""] == ["de", "en"]
    assert sets["unseen", ""] == ["sw"]
    assert sets["one", "zh"] == ["zh"]
