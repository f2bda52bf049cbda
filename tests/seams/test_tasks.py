"""An intermediate task and a target task, by one file each."""

import json

import pytest

SCORES = """\
encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples
enc-a,none,,germanquad,de,f1,test,0,60.0,2200
enc-a,none,,germanquad,de,em,test,0,40.0,2200
enc-a,boolq,boolq,germanquad,de,f1,test,0,70.0,2200
enc-a,boolq,boolq,germanquad,de,em,test,0,50.0,2200
"""
CLAIM = """\
paper: own
paper_title: Invented
source_version: v1
source_url: https://example.org
claims:
  - claim_id: boolq-helps
    locator: invented
    statement: BoolQ adds ten points on GermanQuAD.
    kind: gain
    regimes: [boolq]
    tasks: [germanquad]
    split: test
    comparator: equals
    value: "10.0"
    tolerance: 1.0
    unit: points
    scope_encoder: enc-a
    scope_benchmark: other
"""


@pytest.fixture
def with_tasks(tree):
    tree.add("pipeline/tasks/intermediate/boolq.py")
    tree.add("pipeline/tasks/target/germanquad.py")
    tree.add("own.toml")
    return tree


def test_a_new_task_joins_no_list_of_its_own_accord(with_tasks):
    for profile in ("mini", "mini-full", "paper"):
        planned = with_tasks.crosscheck("plan", profile, "--json")
        assert "boolq" not in planned
        assert "germanquad" not in planned


def test_a_profile_plans_and_dry_runs_new_tasks(with_tasks):
    planned = json.loads(with_tasks.crosscheck("plan", "own.toml", "--json"))
    labels = [job["label"] for job in planned["jobs"]]
    assert "train boolq s0" in labels
    assert "evaluate germanquad after boolq s0" in labels
    said = with_tasks.crosscheck("run", "own.toml", "--dry-run")
    n_jobs = len(labels) - 1  # all but the pretraining, for which the encoder stands in
    assert f"{n_jobs} of {n_jobs} jobs passed, 0 failed" in said


def test_scores_on_new_tasks_are_imported_and_judged(with_tasks):
    for name, text in (("own.csv", SCORES), ("own.yaml", CLAIM)):
        (with_tasks.root / name).write_text(text, encoding="utf-8")
    with_tasks.crosscheck("import", "scores", "own.csv", "--benchmark", "other")
    with_tasks.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    out = with_tasks.root / "said.json"
    with_tasks.crosscheck("verify", "--claims", "own.yaml", "--evidence", "measured/import:own", "--json", str(out))
    (found,) = json.loads(out.read_text(encoding="utf-8"))["verdicts"]
    # F1 and EM both gain 10.0, so their mean does
    assert found["estimate"] == pytest.approx(10.0)
    assert found["verdict"] != "NOT_COMPUTABLE"
    assert "GermanQuAD" in with_tasks.page("explore", "task=germanquad", "metric=f1")
    assert "BoolQ" in with_tasks.page("heatmap", "cell=boolq/germanquad")
