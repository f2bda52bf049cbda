"""The example of docs/claims.md, run as it stands there."""

import json
import re
import sys

import pytest

from pipeline.__main__ import main
from pipeline.store.home import REPOSITORY

TEXT = (REPOSITORY / "docs" / "claims.md").read_text(encoding="utf-8")
PART = TEXT[TEXT.index("## Numbers of your own") :]


def _block(start):
    (found,) = re.findall(rf"```(?:yaml|sh)?\n({start}.*?)```", PART, re.DOTALL)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("own")
    (place / "my-scores.csv").write_text(_block("encoder,"), encoding="utf-8")
    (place / "my-claims.yaml").write_text(_block("paper:"), encoding="utf-8")
    return place


def _run(command, folder, monkeypatch, *more):
    words = command.split()[3:]
    given = [str(folder / word) if word.startswith("my-") else word for word in words]
    monkeypatch.setattr(sys, "argv", ["pipeline", *given, *map(str, more), "--home", str(folder / "home")])
    try:
        main()
    except SystemExit as ended:
        return ended.code or 0
    return 0


def test_the_example_of_own_numbers_gives_the_verdict_that_the_page_says(folder, monkeypatch, capsys):
    monkeypatch.setenv("CROSSCHECK_SNAPSHOT", "none")
    imported, build, verify = _block("python -m pipeline import").splitlines()
    assert _run(imported.replace(" --outcomes my-outcomes.csv", ""), folder, monkeypatch) == 0
    assert _run(build, folder, monkeypatch) == 0
    out = folder / "verdicts.json"
    assert _run(verify, folder, monkeypatch, "--json", out) == 0, capsys.readouterr().err
    said = json.loads(out.read_text(encoding="utf-8"))
    (found,) = said["verdicts"]
    assert (found["claim_id"], found["verdict"]) == ("my-squad-gain", "CONSISTENT")
    assert found["estimate"] == pytest.approx(10.0)
    assert found["low"] < 9.0
    assert found["high"] > 11.0
    assert (found["n_cells"], found["n_cells_needed"]) == (1, 1)
