import io
from contextlib import closing

import duckdb
import pytest
from rich.console import Console
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build_judged
from pipeline.claims.provenance.explained import pick
from pipeline.claims.provenance.recompute import recompute
from pipeline.claims.verdicts.reasoning import decided, seven_steps
from pipeline.commands.printing.explanation import print_explanations, recompute_command
from pipeline.domain.errors import StoreError, UnknownNameError
from pipeline.store.publish import open_build, publish, published
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_run, small_tasks, write_small_home

SQUAD, BEST = "phang2020-squad-gain", "phang2020-best-gain"
SMALL_SQUAD = f"{SQUAD}:squad_v1:measured/small"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = write_small_home(tmp_path_factory.mktemp("home"))
    publish(place, build_judged(place, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))
    return place


@pytest.fixture(scope="module")
def connection(home):
    with closing(open_build(published(home))) as opened:
        yield opened


def _damaged(home, tmp_path, statement):
    path = tmp_path / "damaged.duckdb"
    path.write_bytes(published(home).read_bytes())
    opened = duckdb.connect(str(path))
    opened.execute(statement)
    return opened


@pytest.mark.parametrize(
    ("selector", "points"),
    [
        (SMALL_SQUAD, 10.0),  # (10 + 0 + 20) / 3
        ("phang2020-hellaswag-gain:hellaswag:measured", 10 / 3),  # (0 + 10 + 0) / 3
        (f"{BEST}:best:small", 110 / 9),  # (20/3 + 10 + 20) / 3
    ],
)
def test_recompute_gives_the_hand_computed_mean(connection, selector, points):
    (row,) = pick(connection, selector)
    [result] = recompute(connection, [row])
    assert result.found == pytest.approx(points)
    assert result.is_same


def test_recompute_gives_the_sum_that_missing_tasks_would_need(connection):
    # registered here: xnli, panx and xquad; the RemBERT paper's Table 16 prints +0.8, -1.4 and (F1, EM) mean +2.3 for
    # them, 1.7 in sum, and a mean of 5.4 over nine tasks sums to 48.6
    found = {
        round(result.found, 6)
        for row in pick(connection, f"{BEST}:best:derived")
        if "rembert" in row["label"]
        for result in recompute(connection, [row])
    }
    assert found == {46.9}


def test_recompute_names_every_number_that_does_not_agree(home, tmp_path):
    statement = (
        f"update evidence set estimate = estimate + 0.001 where claim_id = '{SQUAD}' and evidence_id like '%squad_v1'"
    )
    with closing(_damaged(home, tmp_path, statement)) as opened:
        results = recompute(opened, pick(opened, "all"))
    assert [result.selector.split(":")[:2] for result in results if not result.is_same] == [[SQUAD, "squad_v1"]]


def test_recompute_notices_that_an_input_row_was_changed(home, tmp_path):
    changed = "update scores set n_available = 99 where task = 'xnli' and split = 'dev' and run_id like '%squad%'"
    with closing(_damaged(home, tmp_path, changed)) as opened:
        (row,) = pick(opened, SMALL_SQUAD)
        [result] = recompute(opened, [row])
    assert result.found == pytest.approx(10.0)
    assert not result.has_same_rows
    assert not result.is_same


@pytest.mark.parametrize(
    "stored", ["select 1; select 2", "copy runs to ''/tmp/x.csv''", "select nothing", "select 1, 2"]
)
def test_recompute_refuses_what_is_no_single_number(home, tmp_path, stored):
    with closing(_damaged(home, tmp_path, f"update recomputations set sql = '{stored}'")) as opened:
        (row,) = pick(opened, SMALL_SQUAD)
        with pytest.raises(StoreError, match=r"(?i)build anew"):
            recompute(opened, [row])


def test_drawer_keeps_runs_with_the_hashes_of_their_records(connection):
    (row,) = pick(connection, SMALL_SQUAD)
    arms = {f"small-{regime}-{task}-0" for regime in ("none", "squad_v1") for task in ("xnli", "panx", "xquad")}
    assert {found["input_id"] for found in row.inputs} == arms
    manifests = dict(connection.execute("select run_id, manifest_sha256 from runs").fetchall())
    assert all(found["sha256"] == manifests[found["input_id"]] for found in row.inputs)
    example = small_run("none", "xnli")
    assert {found["source_digest"] for found in row.inputs} == {example.source_digest}
    assert {found["code_digest"] for found in row.inputs} == {example.code_digest}


def test_drawer_has_one_recomputation_per_evidence_row(connection):
    counts = (
        "select (select count(*) from evidence), (select count(*) from recomputations), (select count(*) from verdicts)"
    )
    n_evidence, n_recomputations, n_verdicts = connection.execute(counts).fetchone()
    assert n_evidence == n_recomputations == n_verdicts > 0


def test_seven_steps_arrive_at_every_stored_verdict(connection):
    for row in pick(connection, "all"):
        assert decided(seven_steps(row.row)).value == row["verdict"]


@pytest.mark.parametrize(
    ("low", "high", "own", "word"),
    [
        (8.16, 8.24, False, "CONFIRMED"),
        (7.0, 9.0, False, "CONSISTENT"),
        (4.0, 6.0, False, "DEVIATES"),
        (4.0, 6.0, True, "SELF_INCONSISTENT"),
        (-3.0, -1.0, False, "CONTRADICTED"),
        (None, None, False, "NOT_COMPUTABLE"),
    ],
)
def test_seven_steps_follow_the_inequalities(low, high, own, word):
    row = {
        "estimate": None if low is None else (low + high) / 2,
        "low": low,
        "high": high,
        "rounding_low": 8.15,
        "rounding_high": 8.25,
        "tolerance": 0.0,
        "claim_kind": "gain",
        "comparator": "equals",
        "claimed": "8.2",
        "scope_differences": [],
        "details": {"is_own_table": own},
    }
    assert decided(seven_steps(row)).value == word


def test_explanation_shows_statement_numbers_reasoning_inputs_and_command(connection):
    out = io.StringIO()
    rows = pick(connection, SMALL_SQUAD)
    print_explanations(rows, Console(file=out, width=200))
    text = out.getvalue()
    assert "Training XLM-R Large on SQuAD" in text
    assert "estimate 10.0000" in text
    assert "[8.1500, 8.2500]" in text
    assert "differs from the claim in encoder, benchmark, target tasks" in text
    assert "run small-none-xnli-0" in text
    assert "not reached" in text
    assert recompute_command(rows[0]) in text


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("phang2020-squad-gian", "did you mean 'phang2020-squad-gain'"),
        (f"{SQUAD}:squad_v3", "did you mean 'squad_v"),
        (f"{SQUAD}:squad_v1:measured/smal", "did you mean 'measured/small'"),
        ("", "unknown claim ''"),
    ],
)
def test_pick_suggests_the_nearest_name(connection, selector, hint):
    with pytest.raises(UnknownNameError, match=hint.replace("(", "\\(")):
        pick(connection, selector)


def test_verify_recompute_follows_the_command_that_explain_prints(home):
    explained = CliRunner().invoke(app, ["verify", "--explain", SMALL_SQUAD, "--home", str(home.root)])
    assert explained.exit_code == 0
    with closing(open_build(published(home))) as opened:
        (row,) = pick(opened, SMALL_SQUAD)
    again = CliRunner().invoke(app, ["verify", "--recompute", row.selector, "--home", str(home.root)])
    assert again.exit_code == 0
    assert "1 of 1 agree" in again.output


def test_verify_recompute_exits_1_where_a_number_differs(home, tmp_path):
    place = write_small_home(tmp_path / "home")
    path = place.builds / "crosscheck-20261121T120000Z-00000000.duckdb"
    place.builds.mkdir(parents=True)
    path.write_bytes(published(home).read_bytes())
    with duckdb.connect(str(path)) as opened:
        opened.execute("update evidence set estimate = 9.0")
    publish(place, path)
    done = CliRunner().invoke(app, ["verify", "--recompute", "all", "--home", str(place.root)])
    assert done.exit_code == 1
    assert "DIFFERS" in done.output
