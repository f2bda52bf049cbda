"""A claim, a paper's claims file, a study and a page, by one file each (a page and its query)."""

import json
import re

import pytest

SCORES = """\
encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples
enc-a,none,,xnli,de,accuracy,test,0,60.0,100
enc-a,squad_v1,squad_v1,xnli,de,accuracy,test,0,70.0,100
"""
LISTS = (  # tests of what reads lists of tasks, languages, claims, formats, studies, profiles and pages
    "tests/contracts/test_dashboard_imports.py tests/contracts/test_readme.py tests/pipeline/tasks "
    "tests/pipeline/claims/registry tests/pipeline/claims/verdicts/test_other_benchmarks.py "
    "tests/pipeline/store/test_store_languages.py tests/pipeline/store/test_language_places.py "
    "tests/pipeline/importers/test_names.py tests/pipeline/importers/test_checks.py tests/pipeline/exporters "
    "tests/pipeline/experiments tests/pipeline/submissions/test_benchmark.py "
    "tests/pipeline/audits/reports/test_links.py "
    "tests/pipeline/commands/test_verdict_table.py tests/pipeline/results tests/dashboard/test_other_benchmarks.py "
    "tests/dashboard/test_every_page.py"
)


def _add_claims(tree):
    """The claims file of another paper, and one more claim in the file of the first."""
    tree.add("data/claims/own-paper.yaml")
    entry = (tree.root / "data/claims/own-paper.yaml").read_text(encoding="utf-8").partition("claims:\n")[2]
    first = tree.root / "data/claims/phang2020.yaml"
    text = first.read_text(encoding="utf-8").rstrip("\n") + "\n" + entry.replace("own-squad-gain", "one-more-gain")
    first.write_text(text, encoding="utf-8")


def test_a_claim_and_a_claims_file_are_judged_and_shown(tree):
    _add_claims(tree)
    (tree.root / "own.csv").write_text(SCORES, encoding="utf-8")
    tree.crosscheck("import", "scores", "own.csv", "--benchmark", "XTREME")
    tree.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    out = tree.root / "said.json"
    for claim_id in ("own-squad-gain", "one-more-gain"):
        tree.crosscheck("verify", claim_id, "--evidence", "measured/import:own", "--json", str(out))
        (found,) = json.loads(out.read_text(encoding="utf-8"))["verdicts"]
        assert found["estimate"] == pytest.approx(10.0)
        assert "10.0" in tree.page("claim", f"claim={claim_id}")


def test_a_study_is_planned_and_listed(tree):
    tree.add("data/studies/target-volume.toml")
    said = tree.crosscheck("study", "target-volume", "--plan")
    assert "pawsx" in said
    tree.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    assert "unknown study" not in tree.crosscheck("plan", "study:target-volume:mini:1")
    assert "did you mean 'target-volume'" in tree.crosscheck("study", "target-volum", "--plan", fails=True)


def test_a_page_is_found_and_shown(tree):
    tree.add("dashboard/app_pages/encoders.py")
    tree.add("dashboard/queries/encoders.sql")
    (tree.root / "own.csv").write_text(SCORES, encoding="utf-8")
    tree.crosscheck("import", "scores", "own.csv")
    tree.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    said = tree.page("encoders")
    assert "Every encoder that a run of this snapshot has." in said
    assert re.search(r"enc-a,2\b", said)


@pytest.mark.slow
def test_no_test_has_to_change_for_anything_that_is_added(tree):
    """Every worked example at once, in a copy in which the tests of all that reads files or lists then run."""
    _add_claims(tree)
    for path in (
        "pipeline/tasks/intermediate/boolq.py",
        "pipeline/tasks/target/germanquad.py",
        "data/reference/languages.csv",
        "data/reference/language_places.csv",
        "pipeline/importers/leaderboard.py",
        "pipeline/exporters/tally.py",
        "data/studies/target-volume.toml",
        "dashboard/app_pages/encoders.py",
        "dashboard/queries/encoders.sql",
    ):
        tree.add(path)
    tree.crosscheck("build")
    tree.crosscheck("findings", "lab", "--out", "docs/findings.md")  # it names every claim, so it is written anew
    tree.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *LISTS.split(), timeout=3600)
