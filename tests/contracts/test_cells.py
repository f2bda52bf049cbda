"""Every page says the same of a cell, and score minus baseline is the gain."""

import json
from contextlib import closing
from dataclasses import replace

import duckdb
import pytest

from benchmarks.cells import Shown, compare, find
from pipeline.build import build_judged
from pipeline.domain.run import Run
from pipeline.domain.task import Split
from pipeline.store.home import Home
from pipeline.store.records import write_cell, write_run
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_cell, small_run, small_tasks, write_small_home, write_small_run


def _as_other_regime(home: Home, run: Run, regime: str) -> None:
    """A run whose answers are those that the small home has for another regime."""
    write_run(home.runs, run)
    splits = [Split.TEST] if run.target_task == "xquad" else [Split.DEV, Split.TEST]
    for split in splits:
        for position in range(3):
            scores, predictions = small_cell(replace(run, regime=regime), split, position)
            write_cell(home.runs, run.run_id, scores, predictions, wall_seconds=1.0)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small home with three seeds, in the last of which SQuAD answers as the baseline, and a fourth unpaired."""
    home = write_small_home(tmp_path_factory.mktemp("home"))
    for task in ("xnli", "panx", "xquad"):
        for seed in (1, 2):
            write_small_run(home.runs, small_run("none", task, seed))
        write_small_run(home.runs, small_run("squad_v1", task, 1))
        _as_other_regime(home, small_run("squad_v1", task, 2), "none")
    _as_other_regime(home, small_run("squad_v1", "xnli", 3), "hellaswag")
    return build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)


def _rows(path, sql):
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def test_pages_agree_on_every_cell(built):
    found = find(built)
    # squad_v1 and hellaswag on (xnli 2 + panx 2 + xquad 1 splits) x 3 languages
    assert found.n_cells == 30
    assert set(found.shown_by) == {"Languages", "Languages, runs", "heat map", "Compare", "claim", "stored intervals"}
    assert found.shown_by["claim"] > 0
    assert not found.differing
    assert not found.not_a_difference


def test_cell_is_the_mean_over_the_seeds_that_both_arms_have(built):
    # XNLI dev, German: 70, 70, 60 against 60 three times; the fourth seed, 60, has no baseline
    sql = (
        "select score, baseline_score, gain, lowest_gain, highest_gain, n_seeds, n_seeds_left_out from cells "
        "where regime = 'squad_v1' and task = 'xnli' and split = 'dev' and language = 'de' and metric = 'task_score'"
    )
    (found,) = _rows(built, sql)
    assert found == (pytest.approx(200 / 3), 60.0, pytest.approx(20 / 3), 0.0, 10.0, 3, 1)


def test_estimate_of_a_claim_is_the_mean_of_its_cells_and_of_its_seeds(built):
    # seeds 0 and 1 gain +10, 0, +20 on XNLI dev in German, English, Chinese, seed 2 nothing: 10, 10, 0 over languages
    sql = (
        "select evidence.estimate, evidence.details from evidence inner join claims using (claim_id) "
        "where evidence.kind = 'measured' and claims.kind = 'gain' and claims.regimes = ['squad_v1', 'squad_v2'] "
        "and evidence.estimate is not null"
    )
    (found,) = _rows(built, sql)
    parts = {part["task"]: part for part in json.loads(found[1])["tasks"]}
    assert parts["xnli"]["gain"] == pytest.approx(20 / 3)
    assert parts["xnli"]["languages"] == {"de": pytest.approx(20 / 3), "en": 0.0, "zh": pytest.approx(40 / 3)}
    assert found[0] == pytest.approx(sum(part["gain"] for part in parts.values()) / len(parts))


def test_cell_is_at_chance_where_neither_arm_beats_a_random_guesser(built):
    # ten questions with three labels: 33.3 + 1.96 sqrt(33.3 x 66.7 / 10) = 62.6; PAN-X has no chance in the small home
    sql = (
        "select language, is_at_chance from cells "
        "where task = ? and split = 'dev' and regime = ? and metric = ? order by language"
    )
    with closing(duckdb.connect(str(built), read_only=True)) as connection:
        xnli = connection.execute(sql, ["xnli", "squad_v1", "task_score"]).fetchall()
        assert xnli == [("de", False), ("en", False), ("zh", False)]  # 66.7, 80, 63.3 against 60, 80, 50
        alone = connection.execute(sql, ["xnli", "none", "task_score"]).fetchall()
        assert alone == [("de", True), ("en", False), ("zh", True)]  # 60, 80, 50
        assert connection.execute(sql, ["panx", "none", "task_score"]).fetchall()[0] == ("de", None)


def test_a_page_that_differs_is_counted():
    cell = ("p", "e", "s", "mnli", "xnli", "dev", "de")
    own = Shown("Languages", cell, 52.0, 40.0, 12.0)
    median = Shown("heat map", cell, 52.0, 40.0, -1.0)
    found = compare([own, median, Shown("Compare", cell, 52.0, 40.0, 12.0)])
    assert found.differing == found.of_other_sign == found.not_a_difference == [median]
