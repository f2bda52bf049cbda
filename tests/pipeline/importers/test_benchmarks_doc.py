"""The example of docs/benchmarks.md, run as it stands there."""

import json
import re
import sys

import pytest

from pipeline.__main__ import main
from pipeline.store.home import REPOSITORY

TEXT = (REPOSITORY / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def _block(start):
    (found,) = re.findall(rf"```(?:yaml|sh|toml)?\n({start}.*?)```", TEXT, re.DOTALL)
    return found


def _run(command, folder, monkeypatch, *more):
    words = [str(folder / word) if word.startswith("my-") else word for word in command.split()[3:]]
    monkeypatch.setattr(sys, "argv", ["pipeline", *words, *map(str, more), "--home", str(folder / "home")])
    try:
        main()
    except SystemExit as ended:
        return ended.code or 0
    return 0


def test_the_example_of_an_own_benchmark_gives_the_verdicts_that_the_page_says(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CROSSCHECK_SNAPSHOT", "none")
    (tmp_path / "my-benchmarks").mkdir()
    (tmp_path / "my-benchmarks" / "my-speech.toml").write_text(_block("benchmark ="), encoding="utf-8")
    (tmp_path / "my-scores.csv").write_text(_block("encoder,"), encoding="utf-8")
    (tmp_path / "my-claims.yaml").write_text(_block("paper:"), encoding="utf-8")
    imported, build, verify = _block("python -m pipeline import").splitlines()
    assert _run(imported, tmp_path, monkeypatch) == 0, capsys.readouterr().err
    assert _run(build, tmp_path, monkeypatch) == 0, capsys.readouterr().err
    out = tmp_path / "verdicts.json"
    assert _run(verify, tmp_path, monkeypatch, "--json", out) == 0, capsys.readouterr().err
    said = json.loads(out.read_text(encoding="utf-8"))["verdicts"]
    found = {row["claim_id"]: row for row in said if row["kind"] == "measured"}
    assert found["a-makes-fewer-errors"]["verdict"] == "CONSISTENT"
    assert found["a-makes-fewer-errors"]["estimate"] == pytest.approx(112.5 - 10.5)
    assert found["a-is-ahead"]["verdict"] == "CONFIRMED"
    assert found["a-is-ahead"]["estimate"] == pytest.approx(71.5 - 20.0)
    assert found["a-is-ahead"]["low"] > 30
    assert _run(f"{verify} --recompute all", tmp_path, monkeypatch) == 0
