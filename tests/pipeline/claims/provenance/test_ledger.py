import hashlib
import json
import os
import shutil
from contextlib import closing
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build_judged
from pipeline.claims.provenance.ledger import causes
from pipeline.claims.provenance.ledger_file import (
    BuildLine,
    ChangeLine,
    Fingerprints,
    RunsPrint,
    State,
    append_lines,
    read_ledger,
)
from pipeline.domain.errors import StoreError
from pipeline.store.home import Home
from pipeline.store.publish import open_build
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home

OLD = Fingerprints(
    code="c1",
    libraries={"numpy": "2.0"},
    reported="r1",
    tasks="t1",
    claims={"a": "1", "b": "1"},
    runs={"mini": RunsPrint(n_runs=3, digest="d1"), "other": RunsPrint(n_runs=1, digest="o1")},
)


def _change(claim_id="a", number=0):
    state = State(verdict="CONFIRMED", direction=None, estimate=8.2, low=8.16, high=8.24)
    return ChangeLine(
        recorded_at=NOW,
        snapshot_id=f"s{number}",
        evidence_id=f"{claim_id}|{number}",
        claim_id=claim_id,
        evidence_kind="measured",
        profile="mini",
        label="l",
        before=None,
        after=state,
        causes=[],
    )


def _write(path, *lines):
    append_lines(path, read_ledger(path), lines)


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        ("measured", {}, [("unknown", None)]),
        ("measured", {"claims": {"a": "2", "b": "1"}}, [("claims file changed", "has another entry")]),
        ("measured", {"claims": {"b": "1"}}, [("claims file changed", "was taken out")]),
        ("measured", {"claims": {"a": "1", "b": "2"}}, [("unknown", None)]),
        ("measured", {"runs": OLD.runs | {"mini": RunsPrint(n_runs=5, digest="d2")}}, [("new runs", "2 more")]),
        ("measured", {"runs": {"other": OLD.runs["other"]}}, [("runs removed", "3 fewer of profile mini")]),
        ("measured", {"runs": OLD.runs | {"mini": RunsPrint(n_runs=3, digest="d2")}}, [("runs changed", "the 3")]),
        ("measured", {"runs": OLD.runs | {"other": RunsPrint(n_runs=9, digest="o2")}}, [("unknown", None)]),
        ("reported", {"runs": {}}, [("unknown", None)]),
        ("reported", {"reported": "r2"}, [("reported figures changed", "data/reference")]),
        ("reported", {"tasks": "t2"}, [("task definitions changed", "tasks")]),
        ("derived", {"libraries": {"numpy": "2.1"}}, [("libraries changed", "numpy 2.0 became 2.1")]),
        (
            "measured",
            {"code": "c2", "reported": "r2"},
            [("reported figures changed", ""), ("code changed", "c1 became c2")],
        ),
    ],
)
def test_causes_are_what_differs_and_can_move_the_verdict(kind, change, expected):
    found = causes("a", kind, "mini", OLD, OLD.model_copy(update=change))
    assert [cause.cause for cause in found] == [cause for cause, _ in expected]
    assert all(what is None or what in cause.what for cause, (_, what) in zip(found, expected, strict=True))


def test_causes_of_a_first_build_say_so():
    assert [cause.cause for cause in causes("a", "measured", None, None, OLD)] == ["first build"]


def test_ledger_gives_back_what_was_appended(tmp_path):
    path = tmp_path / "LEDGER.jsonl"
    build = BuildLine(recorded_at=NOW, snapshot_id="s0", fingerprints=OLD)
    _write(path, build, _change())
    before = path.read_bytes()
    _write(path, _change("b", 1))
    ledger = read_ledger(path)
    assert path.read_bytes().startswith(before)
    bare = {"previous": "", "own": ""}
    assert [line.model_copy(update=bare) for _, line in ledger.lines] == [build, _change(), _change("b", 1)]
    assert ledger.faults == ()


@pytest.mark.parametrize(
    "garbage", [b"not json", b"\xff\xfe\x00", b"", b"[]", b'{"kind": "change"}', b"{" * 5000, b"null"]
)
def test_ledger_names_a_damaged_line_and_keeps_the_others(tmp_path, garbage):
    path = tmp_path / "LEDGER.jsonl"
    _write(path, *(_change("a", number) for number in range(3)))
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0], garbage, lines[2]]) + b"\n")
    _write(path, _change("a", 3))
    ledger = read_ledger(path)
    assert [line.snapshot_id for _, line in ledger.lines] == ["s0", "s2", "s3"]
    assert [fault.line for fault in ledger.faults] == [2]
    assert garbage in path.read_bytes()


def test_ledger_finds_a_line_that_was_edited(tmp_path):
    path = tmp_path / "LEDGER.jsonl"
    _write(path, *(_change("a", number) for number in range(3)))
    path.write_text(path.read_text().replace('"s1"', '"s9"'))
    (fault,) = read_ledger(path).faults
    assert (fault.line, "changed after it was written" in fault.fault) == (2, True)


def test_ledger_finds_an_edited_last_line_which_no_other_vouches_for(tmp_path):
    path = tmp_path / "LEDGER.jsonl"
    _write(path, *(_change("a", number) for number in range(3)))
    path.write_text(path.read_text().replace('"s2"', '"s9"'))
    assert [fault.line for fault in read_ledger(path).faults] == [3]


def test_ledger_finds_an_edited_line_from_before_lines_had_a_digest_by_the_one_behind_it(tmp_path):
    path = tmp_path / "LEDGER.jsonl"
    first, second = _change("a", 0), _change("a", 1)
    raw = first.model_dump_json(exclude={"own"})
    chained = second.model_copy(update={"previous": hashlib.sha256(raw.encode()).hexdigest()})
    path.write_text(f"{raw}\n{chained.model_dump_json(exclude={'own'})}\n")
    assert not read_ledger(path).faults
    path.write_text(path.read_text().replace('"s0"', '"s9"'))
    (fault,) = read_ledger(path).faults
    assert (fault.line, "does not follow line 1" in fault.fault) == (2, True)


def test_ledger_finds_a_line_that_was_taken_out(tmp_path):
    path = tmp_path / "LEDGER.jsonl"
    _write(path, *(_change("a", number) for number in range(3)))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    assert [fault.line for fault in read_ledger(path).faults] == [2]


def test_ledger_goes_on_behind_a_line_that_was_cut_off(tmp_path):
    path = tmp_path / "LEDGER.jsonl"
    _write(path, _change("a", 0), _change("a", 1))
    torn = path.read_bytes()[:-40]
    path.write_bytes(torn)
    _write(path, _change("a", 2))
    ledger = read_ledger(path)
    assert path.read_bytes().startswith(torn)
    assert [line.snapshot_id for _, line in ledger.lines] == ["s0", "s2"]
    assert [fault.line for fault in ledger.faults] == [2]


def test_append_takes_a_part_of_a_write_back(tmp_path, monkeypatch):
    path = tmp_path / "LEDGER.jsonl"
    _write(path, _change("a", 0))
    whole, write = path.read_bytes(), os.write
    monkeypatch.setattr(
        "pipeline.claims.provenance.ledger_file.os.write", lambda handle, content: write(handle, content[:10])
    )
    with pytest.raises(StoreError, match="10 of"):
        _write(path, _change("a", 1))
    assert path.read_bytes() == whole


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A home built four times: without runs, with them, the same again, and without the baseline of one task."""
    full = write_small_home(tmp_path_factory.mktemp("full"))
    home = Home(tmp_path_factory.mktemp("home"))
    sizes = []
    for hour, step in enumerate(("nothing", "runs", "the same", "no baseline")):
        if step == "runs":
            shutil.copytree(full.runs, home.runs)
        if step == "no baseline":
            for task in ("xnli", "panx", "xquad"):
                shutil.rmtree(home.runs / f"small-none-{task}-0")
        path = build_judged(
            home, now=NOW + timedelta(hours=hour), git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS
        )
        sizes.append(home.ledger.stat().st_size)
    return home, path, sizes


def _changes(home, part):
    lines = [line for _, line in read_ledger(home.ledger).lines if isinstance(line, ChangeLine)]
    return [line for line in lines if part in line.evidence_id]


def test_ledger_tells_the_story_of_one_verdict(told):
    home, _, _ = told
    story = _changes(home, "phang2020-squad-gain|measured|small|")
    squad_v1 = [line for line in story if line.evidence_id.endswith("squad_v1")]
    assert [line.after.verdict for line in squad_v1] == ["SCOPE_MISMATCH", "NOT_COMPUTABLE"]
    assert [cause.cause for line in squad_v1 for cause in line.causes] == ["new runs", "runs removed"]
    assert [cause.what for line in squad_v1 for cause in line.causes] == [
        "9 more of profile small",
        "3 fewer of profile small",
    ]


def test_ledger_records_evidence_that_went(told):
    home, _, _ = told
    came, went = _changes(home, "phang2020-mnli-gain|measured|none|")
    assert (came.before, came.after.verdict, came.causes[0].cause) == (None, "NOT_COMPUTABLE", "first build")
    assert (went.before.verdict, went.after, went.causes[0].cause) == ("NOT_COMPUTABLE", None, "new runs")


def test_ledger_is_left_alone_by_a_build_of_the_same(told):
    _, _, (_, with_runs, again, without) = told
    assert with_runs == again < without


def test_ledger_stands_in_the_built_file(told):
    home, path, _ = told
    with closing(open_build(path)) as connection:
        rows = connection.execute("select line, evidence_id, causes from verdict_changes order by line").fetchall()
    told_lines = [
        (number, line.evidence_id) for number, line in read_ledger(home.ledger).lines if line.kind == "change"
    ]
    assert [(number, evidence_id) for number, evidence_id, _ in rows] == told_lines
    assert json.loads(rows[-1][2])[0]["cause"] == "runs removed"


def test_verify_ledger_prints_one_claim_and_exits_1_on_damage(told, tmp_path):
    home, _, _ = told
    copy = Home(tmp_path)
    shutil.copy(home.ledger, copy.ledger)
    sound = CliRunner().invoke(app, ["verify", "--ledger", "phang2020-squad-gain", "--home", str(tmp_path)])
    assert sound.exit_code == 0
    assert "new runs (9 more of profile small)" in sound.output
    assert "phang2020-best-gain" not in sound.output
    with copy.ledger.open("ab") as file:
        file.write(b"broken\n")
    broken = CliRunner().invoke(app, ["verify", "--ledger", "--home", str(tmp_path)])
    assert broken.exit_code == 1
    assert "1 of" in broken.output
    assert "damaged" in broken.output
