"""The worked example of docs/own-table.md, command by command."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.store import shipped

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "own-table.md").read_text(encoding="utf-8")
COMMANDS = re.search(r"```sh\n(make setup\n.*?)```", PAGE, re.DOTALL)[1].splitlines()


@pytest.fixture
def said(tmp_path, monkeypatch):
    """What each command says; without the results that ship, which the example does not need and which take long."""
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setenv("CROSSCHECK_HOME", str(tmp_path))
    monkeypatch.setattr(shipped, "find_shipped", lambda: None)
    found = []
    for command in COMMANDS[1:]:
        result = CliRunner().invoke(app, shlex.split(command.removeprefix(".venv/bin/python -m pipeline")))
        assert result.exit_code == 0, result.output + str(result.exception)
        found.append(result.output)
    return found


def test_a_paper_is_judged_from_its_table_in_at_most_five_commands(said):
    assert len(COMMANDS) <= 5
    shown, _, board = (" ".join(text.split()) for text in said)
    # printed 71.5; (71.6 + 81.9 + 61.2 + (74.8 + 59.7) / 2) / 4 = 70.4875
    assert "contradiction: The table prints 71.5 as the average" in shown
    assert "mean of EM and F1: 70.49" in shown
    # (1.5 + 1.7 + 0.9 + (4.4 + 4.1) / 2) / 4 = 2.0875, each arm off by 0.05 at most
    assert "CONSISTENT reported: entered by hand: Answer questions first, Table 2" in board
    assert "+2.09 points [+1.9875, +2.1875]" in board
    assert "These 10 figures were entered by hand by" in board
    line = re.search(r"contradiction: [^\n]*", PAGE)[0]
    assert line in shown
