import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.build import build_judged
from pipeline.claims.evidence.gathering import judge_claims
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.task import Split
from pipeline.store.home import Home
from pipeline.store.records import write_cell
from pipeline.store.tables import create_marts, create_tables
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import (
    LANGUAGES,
    NOW,
    add_failed_run,
    change_record,
    small_cell,
    small_run,
    small_tasks,
    write_small_home,
    write_small_run,
)

SQUAD = "phang2020-squad-gain"
HELLASWAG = "phang2020-hellaswag-gain"
BEST = "phang2020-best-gain"


def _judge(home: Home, tasks=None) -> Path:
    return build_judged(home, now=NOW, git_commit=None, tasks=tasks or small_tasks(), claims_folder=FROZEN_CLAIMS)


def _measured(path: Path, claim_id: str, reading: str) -> dict:
    with duckdb.connect(str(path), read_only=True) as connection:
        cursor = connection.execute(
            "select evidence.*, verdicts.* exclude (evidence_id, claim_id) from evidence inner join verdicts "
            "using (evidence_id) where evidence.claim_id = $claim and kind = 'measured' "
            "and evidence_id like '%|' || $reading",
            {"claim": claim_id, "reading": reading},
        )
        names = [column[0] for column in cursor.description]
        (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> Path:
    home = write_small_home(tmp_path_factory.mktemp("home"))
    add_failed_run(home)
    return _judge(home)


@pytest.mark.parametrize(
    ("claim_id", "reading", "points"),
    [
        (SQUAD, "squad_v1", 10.0),  # (10 + 0 + 20) / 3
        (HELLASWAG, "hellaswag", 10 / 3),  # (0 + 10 + 0) / 3
        (BEST, "best", 110 / 9),  # (20/3 + 10 + 20) / 3
        ("phang2020-mnli-gain", "mnli", 0.0),  # the failed run's one cell
    ],
)
def test_measured_estimate_is_the_hand_computed_mean(judged, claim_id, reading, points):
    row = _measured(judged, claim_id, reading)
    assert row["estimate"] == pytest.approx(points)
    assert row["low"] <= row["estimate"] <= row["high"]


def test_measured_best_names_the_regime_of_each_task(judged):
    details = json.loads(_measured(judged, BEST, "best")["details"])
    chosen = {part["task"]: (part["regime"], part["split"]) for part in details["tasks"]}
    assert chosen == {"xnli": ("squad_v1", "test"), "panx": ("hellaswag", "test"), "xquad": ("squad_v1", "test")}


def test_measured_is_another_scope_and_says_in_what(judged):
    row = _measured(judged, SQUAD, "squad_v1")
    assert (row["verdict"], row["direction"]) == ("SCOPE_MISMATCH", "cannot be told")  # one seed
    differences = {item["what"]: item["evidence"] for item in json.loads(row["scope_differences"])}
    assert differences == {
        "encoder": "small-encoder",
        "benchmark": "Mini-XTREME",
        "target tasks": "3 of 9: panx, xnli, xquad",
        "split": "test for xquad",
    }


def test_measured_best_owns_up_to_its_choice(judged):
    row = _measured(judged, BEST, "best")
    found = {item["what"]: item["evidence"] for item in json.loads(row["scope_differences"])}
    assert found["intermediate tasks to choose from"] == "2 of 9: hellaswag, squad_v1"
    assert "choice of the best" not in found  # the interval takes it in


def test_measured_counts_the_cells_it_lacks(judged):
    # 3 registered tasks x 3 languages, and 6 tasks that this build does not know
    row = _measured(judged, SQUAD, "squad_v1")
    assert (row["n_cells"], row["n_cells_needed"]) == (9, 15)
    assert {cell["reason"] for cell in json.loads(row["missing_cells"])} == {"the task is not registered"}


def test_measured_without_the_regime_is_not_computable(judged):
    row = _measured(judged, SQUAD, "squad_v2")
    assert (row["verdict"], row["estimate"]) == ("NOT_COMPUTABLE", None)
    assert "'small'" in row["reason"]
    assert "squad_v2" in row["reason"]


def test_measured_names_the_runs_behind_it(judged):
    runs = json.loads(_measured(judged, SQUAD, "squad_v1")["inputs"])["run_ids"]
    names = {f"small-{regime}-{task}-0" for regime in ("none", "squad_v1") for task in ("xnli", "panx", "xquad")}
    assert set(runs) == names


def test_measured_sql_gives_the_estimate_again(judged):
    row = _measured(judged, BEST, "best")
    by_task: dict[str, list[float]] = {}
    with duckdb.connect(str(judged), read_only=True) as connection:
        cursor = connection.execute(row["sql"])
        names = [column[0] for column in cursor.description]
        for found in (dict(zip(names, values, strict=True)) for values in cursor.fetchall()):
            by_task.setdefault(found["task"], []).append(found["gain"])
    means = [sum(gains) / len(gains) for gains in by_task.values()]
    assert sum(means) / len(means) == pytest.approx(row["estimate"])


def test_evidence_sql_runs_on_the_file_alone(judged):
    with duckdb.connect(str(judged), read_only=True) as connection:
        statements = connection.execute("select sql from evidence").fetchall()
        assert len(statements) > 13
        for (statement,) in statements:
            connection.execute(statement).fetchall()


def test_measured_takes_the_mean_over_seeds(tmp_path):
    # seeds 1 and 2 gain +10 as in the small home; seed 0 answers as its own baseline and gains 0: a mean of 20 / 3
    home = Home(tmp_path)
    for seed in range(3):
        write_small_run(home.runs, small_run("none", "xnli", seed))
        write_small_run(home.runs, replace(small_run("squad_v1" if seed else "none", "xnli", seed), run_id=f"s-{seed}"))
    manifest = home.runs / "s-0" / "run.json"
    change_record(manifest, regime="squad_v1")
    row = _measured(_judge(home), SQUAD, "squad_v1")
    assert row["estimate"] == pytest.approx(20 / 3)
    assert json.loads(row["details"])["seeds"] == [0, 1, 2]


def test_measured_leaves_out_cells_whose_arms_answered_other_examples(tmp_path):
    home = Home(tmp_path)
    for regime in ("none", "squad_v1"):
        write_small_run(home.runs, small_run(regime, "xnli"))
    run = small_run("squad_v1", "xnli")
    scores, predictions = small_cell(run, Split.DEV, 0)
    write_cell(home.runs, run.run_id, scores, [replace(p, example_id="x" + p.example_id) for p in predictions], 1.0)
    row = _measured(_judge(home), SQUAD, "squad_v1")
    # en 0 and zh +20 remain of +10, 0, +20
    assert row["estimate"] == pytest.approx(10.0)
    reasons = {cell["language"]: cell["reason"] for cell in json.loads(row["missing_cells"]) if cell["task"] == "xnli"}
    assert reasons == {LANGUAGES[0]: "the run and its baseline scored different examples"}
    assert "xnli 2 of 3" in row["scope_differences"]


def test_measured_gives_the_sources_reason_for_a_missing_cell(tmp_path):
    # only the dev cells of xquad are declared missing; a home without xquad test scores must show that reason
    home = Home(tmp_path)
    for regime in ("none", "squad_v1"):
        write_small_run(home.runs, small_run(regime, "xnli"))
        run = small_run(regime, "xquad")
        write_small_run(home.runs, run)
        for cell in (home.runs / run.run_id / "cells").iterdir():
            cell.unlink()
    missing = json.loads(_measured(_judge(home), SQUAD, "squad_v1")["missing_cells"])
    assert {cell["reason"] for cell in missing if cell["task"] == "xquad"} == {"XQuAD has no development set"}


def test_measured_on_the_real_encoder_and_benchmark_is_still_a_mismatch_when_incomplete(tmp_path):
    home = Home(tmp_path)
    for regime in ("none", "squad_v1"):
        for task in ("xnli", "panx", "xquad"):
            run = replace(small_run(regime, task), encoder="FacebookAI/xlm-roberta-large", source="xtreme_folder")
            write_small_run(home.runs, run)
    row = _measured(_judge(home), SQUAD, "squad_v1")
    assert row["benchmark"] == "XTREME (folder)"
    assert row["verdict"] == "SCOPE_MISMATCH"
    assert [item["what"] for item in json.loads(row["scope_differences"])] == ["target tasks", "split"]


def test_measured_says_when_examples_were_cut(tmp_path):
    home = Home(tmp_path)
    for regime in ("none", "squad_v1"):
        run = small_run(regime, "xnli")
        write_small_run(home.runs, run)
        for path in (home.runs / run.run_id / "cells").glob("*.json"):
            scores = json.loads(path.read_text())["scores"]
            change_record(path, scores=[score | {"n_available": 5000} for score in scores])
    differences = json.loads(_measured(_judge(home), SQUAD, "squad_v1")["scope_differences"])
    cut = [item for item in differences if item["what"] == "examples per cell"]
    assert [item["evidence"] for item in cut] == ["cut in 3 of 3 cells, to between 10 and 10"]


def test_an_empty_home_measures_nothing(tmp_path):
    # what remains are published figures, which ship with the project
    with duckdb.connect(str(_judge(Home(tmp_path))), read_only=True) as connection:
        verdicts = connection.execute(
            "select claims.kind, evidence.kind, verdict, count(*) "
            "from verdicts inner join evidence using (evidence_id) "
            "inner join claims on claims.claim_id = evidence.claim_id group by all"
        ).fetchall()
    of_figures = ("structure", "comparison", "level")
    assert {row[2] for row in verdicts if row[0] not in of_figures or row[1] == "measured"} == {"NOT_COMPUTABLE"}
    assert sum(row[3] for row in verdicts) >= 20


def test_an_empty_database_gives_only_not_computable():
    claims = load_claims(FROZEN_CLAIMS)
    with duckdb.connect() as connection:
        create_tables(connection)
        create_marts(connection)
        judge_claims(connection, claims)
        words = connection.execute("select distinct verdict from verdicts").fetchall()
        judged = connection.execute("select count(distinct claim_id) from verdicts").fetchall()
    assert (words, judged) == ([("NOT_COMPUTABLE",)], [(len(claims),)])


def test_every_evidence_row_has_exactly_one_verdict(judged):
    with duckdb.connect(str(judged), read_only=True) as connection:
        unmatched = connection.execute(
            "select count(*) from evidence full outer join verdicts using (evidence_id) "
            "where evidence.claim_id is null or verdicts.claim_id is null"
        ).fetchall()
    assert unmatched == [(0,)]


def test_judging_is_repeatable_to_the_last_digit(judged, tmp_path):
    home = write_small_home(tmp_path)
    add_failed_run(home)
    again = _judge(home)
    sql = "select evidence_id, estimate, low, high, missing_cells, details from evidence order by evidence_id"
    with duckdb.connect(str(judged), read_only=True) as one, duckdb.connect(str(again), read_only=True) as other:
        assert one.execute(sql).fetchall() == other.execute(sql).fetchall()
