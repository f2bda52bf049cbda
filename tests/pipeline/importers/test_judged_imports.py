"""What a file does not say keeps its scores from confirming anything: parts of a data set, unknown sizes, claims."""

from contextlib import closing

import pandas as pd
import pytest

from pipeline.build import build_judged
from pipeline.claims.provenance.explained import pick
from pipeline.importers.scores import read_frame_import, write_import
from pipeline.store.home import Home
from pipeline.store.publish import open_build
from tests.pipeline.importers.test_import_scores import CLAIMS, RIGHT
from tests.small_home import NOW, small_tasks

TASKS = {task.task: task for task in small_tasks()}


def _frame(target, metric, **more):
    rows = [
        {"encoder": "my-encoder", "regime": regime, "intermediate": regime.replace("none", ""), "target": target,
         "language": language, "metric": metric, "split": "test", "value": 10.0 * n_right, **more}
        for regime, cells in RIGHT.items()
        for language, n_right in cells.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judged")
    home = Home(folder / "home")
    frames = {
        "whole": _frame("xnli", "accuracy", n_examples=10),
        "partial": _frame("xnli", "accuracy", n_examples=10, n_available=20),
        "claimed": _frame("xnli", "accuracy", n_examples=10, evidence="reported"),
        "unknown": _frame("panx", "f1"),
    }
    for name, frame in frames.items():
        write_import(home, read_frame_import(frame, TASKS, name=name, benchmark="XTREME"), now=NOW)
    (folder / "claims").mkdir()
    tags = CLAIMS[CLAIMS.index("  - claim_id") :].replace("own-gain", "tag-gain").replace("xnli", "panx")
    text = CLAIMS + tags.replace("metric: accuracy", "metric: f1")
    (folder / "claims" / "own.yaml").write_text(text, encoding="utf-8")
    path = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=folder / "claims")
    with closing(open_build(path)) as opened:
        yield opened


def test_scores_of_a_whole_data_set_are_of_the_claim_s_scope(connection):
    (row,) = pick(connection, "own-gain:squad_v1:import:whole")
    assert (row["verdict"], row["scope_differences"]) == ("CONSISTENT", [])


@pytest.mark.parametrize(("name", "what"), [("partial", "examples per cell"), ("claimed", "benchmark")])
def test_parts_of_a_data_set_and_claims_never_confirm(connection, name, what):
    (row,) = pick(connection, f"own-gain:squad_v1:import:{name}")
    assert row["verdict"] == "SCOPE_MISMATCH"
    assert [item["what"] for item in row["scope_differences"]] == [what]


def test_scores_of_unknown_numbers_of_examples_have_no_interval_and_say_so(connection):
    (row,) = pick(connection, "tag-gain:squad_v1:import:unknown")
    assert row["verdict"] == "NOT_COMPUTABLE"
    reasons = {item["reason"] for item in row["missing_cells"]}
    assert reasons == {"how many examples were scored is not stated, so that no interval can be had"}
