import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.run import RunStatus
from pipeline.domain.task import Split
from pipeline.store.build import build
from pipeline.store.home import REPOSITORY, Home
from pipeline.store.records import write_cell
from pipeline.store.tables import KEPT_MARTS
from tests.small_home import (
    NOW,
    SOURCE_DIGEST,
    add_failed_run,
    change_record,
    small_cell,
    small_run,
    small_tasks,
    write_small_home,
    write_small_run,
)


def _build(home: Home, judge=lambda connection: None, now=NOW) -> Path:
    return build(home, now=now, git_commit="abc", tasks=small_tasks(), claims=(), judge=judge)


def _rows(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    home = write_small_home(tmp_path_factory.mktemp("home"))
    add_failed_run(home)
    return _build(home)


def test_build_names_the_file_after_stamp_and_digest(built):
    snapshot_id, digest = _rows(built, "select snapshot_id, inputs_digest from builds")[0]
    assert snapshot_id == f"20261121T120000Z-{digest[:8]}"
    assert built.name == f"crosscheck-{snapshot_id}.duckdb"


def test_build_counts_match_the_home(built):
    # 9 runs + 1 failed; cells: (xnli 2 + panx 2 + xquad 1 splits) x 3 languages x 3 regimes = 45, + 1
    assert _rows(built, "select n_runs from builds") == [(10,)]
    assert _rows(built, "select count(*) from predictions") == [(460,)]
    assert _rows(built, "select count(*) from training_curves") == [(18,)]
    # xquad has two metrics: 45 + 9 + 1
    assert _rows(built, "select count(*) from scores") == [(55,)]
    assert _rows(built, "select count(*) from missing_cells") == [(3,)]
    assert _rows(built, "select count(*) from languages where is_xtreme") == [(40,)]


def test_build_keeps_a_failed_run_and_its_finished_cell(built):
    rows = _rows(built, "select status, error from runs where run_id = 'small-mnli-xnli-0'")
    assert rows == [("failed", "out of memory")]
    assert _rows(built, "select language, value from scores where run_id = 'small-mnli-xnli-0'") == [("de", 60.0)]


def test_build_loads_predictions_as_written(built):
    # 7 of 10 right, and one predicted and one gold entity a sentence
    sql = (
        "select sum(outcome), sum(n_true_positive), sum(n_predicted), sum(n_gold), min(predicted) from predictions "
        "where run_id = 'small-hellaswag-panx-0' and split = 'dev' and language = 'de'"
    )
    assert _rows(built, sql) == [(7.0, 7, 10, 10, "right")]


def test_gains_are_the_hand_computed_points(built):
    sql = (
        "select language, gain from gains where regime = 'squad_v1' and task = 'xquad' and metric = 'f1' "
        "order by language"
    )
    assert _rows(built, sql) == [("de", 30.0), ("en", 20.0), ("zh", 10.0)]


def test_task_score_averages_f1_and_em_for_question_answering(built):
    # de: F1 80 - 50 = 30, EM 60 - 40 = 20; en: 20, 20; zh: 10, 20
    sql = (
        "select language, gain from gains where regime = 'squad_v1' and task = 'xquad' and metric = 'task_score' "
        "order by language"
    )
    assert _rows(built, sql) == [("de", 25.0), ("en", 20.0), ("zh", 15.0)]


def test_task_score_of_other_tasks_is_their_headline_metric(built):
    sql = (
        "select metric, language, score from cells where regime = 'none' and task = 'panx' and split = 'dev' "
        "order by metric, language"
    )
    scores = [("de", 60.0), ("en", 90.0), ("zh", 30.0)]
    assert _rows(built, sql) == [(metric, *cell) for metric in ("f1", "task_score") for cell in scores]


def test_current_runs_prefer_the_finished_then_the_newest_record(tmp_path):

    home = Home(tmp_path)
    baseline = small_run("none", "xnli")
    write_small_run(home.runs, baseline)
    newer = replace(baseline, run_id="newer", started_at=NOW + timedelta(hours=1))
    write_small_run(home.runs, newer)
    failed = replace(newer, run_id="newest", started_at=NOW + timedelta(hours=2), status=RunStatus.FAILED)
    write_small_run(home.runs, failed)
    write_small_run(home.runs, small_run("squad_v1", "xnli"))
    built = _build(home)
    assert _rows(built, "select distinct baseline_run_id from gains") == [("newer",)]
    assert _rows(built, "select metric, count(*) from gains group by all order by all") == [
        ("accuracy", 6),
        ("task_score", 6),
    ]


def test_build_reads_a_build_time_in_utc(built):
    assert _rows(built, "select built_at from builds") == [(NOW.replace(tzinfo=None),)]
    assert _rows(built, "select distinct source_digest from runs") == [(SOURCE_DIGEST,)]


def test_build_from_nothing_has_every_table_and_mart(tmp_path):
    built = _build(Home(tmp_path))
    assert _rows(built, "select count(*) from runs") == [(0,)]
    assert _rows(built, "select count(*) from cells") == [(0,)]
    assert _rows(built, "select count(*) from reported_scores") == [(4197,)]


def test_build_digest_ignores_when_and_follows_the_scores(tmp_path):
    home = write_small_home(tmp_path)
    first = _build(home).stem.rpartition("-")[2]
    again = _build(home, now=NOW + timedelta(days=1)).stem.rpartition("-")[2]
    write_small_run(home.runs, small_run("none", "xnli", seed=1))
    changed = _build(home).stem.rpartition("-")[2]
    assert first == again != changed


def test_build_refuses_predictions_changed_after_scoring(tmp_path):
    home = write_small_home(tmp_path)
    path = home.runs / "small-none-xnli-0" / "cells" / "xnli.dev.de.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DataFormatError, match=r"small-none-xnli-0/cells/xnli\.dev\.de\.parquet: found sha256"):
        _build(home)
    assert not list(home.builds.glob("*"))


def test_build_refuses_a_scored_cell_without_predictions(tmp_path):
    home = write_small_home(tmp_path)
    (home.runs / "small-none-xnli-0" / "cells" / "xnli.dev.de.parquet").unlink()
    with pytest.raises(MissingDataError, match=r"xnli\.dev\.de\.parquet is missing"):
        _build(home)


def test_build_refuses_a_broken_manifest(tmp_path):
    home = write_small_home(tmp_path)
    (home.runs / "small-none-xnli-0" / "run.json").write_text('{"run_id": 3')
    with pytest.raises(DataFormatError, match=r"small-none-xnli-0/run\.json"):
        _build(home)


def test_build_refuses_a_run_under_another_name(tmp_path):
    home = write_small_home(tmp_path)
    (home.runs / "small-none-xnli-0").rename(home.runs / "elsewhere")
    with pytest.raises(DataFormatError, match="expected the folder's name 'elsewhere'"):
        _build(home)


def test_build_refuses_a_cell_under_another_name(tmp_path):
    home = write_small_home(tmp_path)
    cells = home.runs / "small-none-xnli-0" / "cells"
    (cells / "xnli.dev.de.json").rename(cells / "xnli.dev.fr.json")
    with pytest.raises(DataFormatError, match=r"xnli\.dev\.fr\.json: found the record of cell 'xnli\.dev\.de'"):
        _build(home)


def test_build_refuses_a_score_of_another_run(tmp_path):
    home = write_small_home(tmp_path)
    path = home.runs / "small-none-xnli-0" / "cells" / "xnli.dev.de.json"
    record = json.loads(path.read_text())
    record["scores"][0]["run_id"] = "other"
    change_record(path, scores=record["scores"])
    with pytest.raises(DataFormatError, match="a score of 'other'"):
        _build(home)


def test_build_names_a_curve_that_is_no_parquet(tmp_path):
    home = write_small_home(tmp_path)
    (home.runs / "small-none-xnli-0" / "curve.parquet").write_text("no parquet")
    with pytest.raises(DataFormatError, match=r"small-none-xnli-0/curve\.parquet"):
        _build(home)


def test_build_that_fails_in_judging_leaves_nothing(tmp_path):
    home = write_small_home(tmp_path)

    def fail(connection: duckdb.DuckDBPyConnection) -> None:
        raise RuntimeError("judge failed")

    with pytest.raises(RuntimeError, match="judge failed"):
        _build(home, judge=fail)
    assert list(home.builds.iterdir()) == []


def test_build_that_is_killed_shows_no_file(tmp_path):
    script = (
        "import sys, time; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from pipeline.store.build import build\n"
        "from pipeline.store.home import Home\n"
        "from tests.small_home import NOW, small_tasks, write_small_home\n"
        f"home = write_small_home(Path({str(tmp_path)!r}))\n"
        "def judge(connection):\n"
        "    print('judging', flush=True); time.sleep(60)\n"
        "build(home, now=NOW, git_commit=None, tasks=small_tasks(), claims=(), judge=judge)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "judging\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    home = Home(tmp_path)
    assert list(home.builds.glob("crosscheck-*")) == []
    assert not home.pointer.exists()


def test_build_loads_a_thousand_cells_in_seconds(tmp_path):
    # 1,000 files of 10 rows; one statement loads them all

    home = Home(tmp_path)
    run = small_run("none", "xnli")
    scores, predictions = small_cell(run, Split.DEV, 0)
    write_small_run(home.runs, run, cells=[(Split.DEV, 0)])
    cells = home.runs / run.run_id / "cells"
    for number in range(1, 1000):
        # the record format is tested elsewhere, so plain files will do here
        code = f"x{number}"
        named = [replace(score, language=code) for score in scores]
        if number == 1:
            write_cell(home.runs, run.run_id, named, predictions, 1.0)
            template = json.loads((cells / "xnli.dev.x1.json").read_text())
            del template["record_sha256"]
            parquet = (cells / "xnli.dev.x1.parquet").read_bytes()
            continue
        template["language"] = template["scores"][0]["language"] = code
        (cells / f"xnli.dev.{code}.json").write_text(json.dumps(template))
        (cells / f"xnli.dev.{code}.parquet").write_bytes(parquet)
    started = time.monotonic()
    built = _build(home)
    assert time.monotonic() - started < 20  # takes about 1.5 s
    assert _rows(built, "select count(*), count(distinct language) from predictions") == [(10_000, 1_000)]


@pytest.mark.parametrize(
    "change", [{"code_digest": "f" * 64}, {"config": {"fine_tuning": {"epochs": 9}}}, {"config": {"evaluation": {}}}]
)
def test_gains_need_a_baseline_of_the_same_code_and_settings(tmp_path, change):
    home = Home(tmp_path)
    write_small_run(home.runs, small_run("none", "xnli"))
    write_small_run(home.runs, replace(small_run("squad_v1", "xnli"), **change))
    built = _build(home)
    assert _rows(built, "select count(*) from gains") == [(0,)]
    assert _rows(built, "select count(*) from cells where gain is not null") == [(0,)]


def test_build_keeps_views_that_pages_read_as_tables_with_the_same_rows(tmp_path):
    computed = {}

    def judge(connection):
        for name in KEPT_MARTS:
            computed[name] = sorted(connection.execute(f"select * from {name}").fetchall(), key=repr)

    path = _build(write_small_home(tmp_path), judge)
    kinds = dict(_rows(path, "select table_name, table_type from information_schema.tables"))
    assert {kinds[name] for name in KEPT_MARTS} == {"BASE TABLE"}
    assert all(computed.values())
    assert {name: sorted(_rows(path, f"select * from {name}"), key=repr) for name in KEPT_MARTS} == computed
    assert kinds["gains"] == "VIEW"  # what a claim is recomputed from follows the scores
