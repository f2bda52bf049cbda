import json
from pathlib import Path

from benchmarks.advisories import audited, installed


def run_as(*answers):
    """A program that says these things in turn on stdout; None: it fails with a word on stderr."""
    left = list(answers)

    def run(command):
        assert command[0] == "pip-audit"
        said = left.pop(0)
        return ("", "Traceback\nConnectionError: no route") if said is None else (json.dumps(said), "")

    return run


def packages(*found):
    return {"dependencies": list(found), "fixes": []}


SOUND = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"], "aliases": []}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


def test_an_index_that_knows_of_nothing_is_exit_code_0():
    assert audited("pip-audit", Path("r.txt"), run_as(packages(SOUND, UNKNOWN))) == (
        0,
        ["osv: 1 packages checked, 1 that it does not know, 0 known vulnerabilities"],
    )


def test_a_known_vulnerability_is_named_with_its_cure():
    code, lines = audited("pip-audit", Path("r.txt"), run_as(None, packages(SOUND, WEAK)))
    assert (code, lines[0]) == (1, "b 2: PYSEC-1, mended in 3")
    assert lines[1] == "pypi: 2 packages checked, 1 known vulnerabilities"


def test_where_no_index_answers_it_is_said_that_nothing_was_checked():
    code, lines = audited("pip-audit", Path("r.txt"), run_as(None, packages(UNKNOWN)))
    assert code == 3
    assert lines == [
        "nothing was checked: no advisory index answered",
        "osv: cannot be reached (ConnectionError: no route)",
        "pypi: knows none of the 1 packages",
    ]


def test_installed_packages_are_listed_with_versions():
    assert any(line.startswith("duckdb==") for line in installed())
