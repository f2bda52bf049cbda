"""A copy of the tree in which each seam is really used, and the worked examples of CONTRIBUTING.md."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.store.home import REPOSITORY

CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
OUTPUTS = ("runs", "builds", "checkpoints", "CURRENT", "LOCK", "LEDGER.jsonl")  # of a home that is the repository's own


def example(path: str) -> str:
    """The block below the line of CONTRIBUTING.md that is this path and a colon."""
    found = re.findall(rf"^`{re.escape(path)}`[^\n]*:\n\n```\w*\n(.*?)^```", CONTRIBUTING, re.DOTALL | re.MULTILINE)
    assert len(found) == 1, f"{len(found)} examples of {path}"
    return found[0]


SHOW = """
import sys
from streamlit.testing.v1 import AppTest
from tests.dashboard.reading import figures, text

page, *pairs = sys.argv[1:]
app = AppTest.from_file("dashboard/app.py", default_timeout=120)
app.switch_page(f"app_pages/{page}.py")
for pair in pairs:
    name, _, value = pair.partition("=")
    app.query_params[name] = value
app.run()
assert not app.exception, [error.message for error in app.exception]
print(text(app), [option for box in app.selectbox for option in box.options], figures(app))
print([frame.value.to_csv() for frame in app.dataframe])
"""


@dataclass(frozen=True)
class Tree:
    """A copy of the repository that a test may change."""

    root: Path

    def add(self, path: str) -> None:
        """Write the worked example of this path; rows of a CSV go behind those that are there."""
        place = self.root / path
        text = example(path)
        if place.suffix == ".csv":
            text = place.read_text(encoding="utf-8") + text
        place.write_text(text, encoding="utf-8")

    def page(self, *words: str) -> str:
        """All that a page of the copy shows: its name, and filters as NAME=VALUE."""
        environment = {"CROSSCHECK_HOME": str(self.root / "home"), "PYTHONPATH": str(self.root)}
        return self.run("-c", SHOW, *words, **environment)

    def run(self, *words: str, fails: bool = False, timeout: float = 600, **environment: str) -> str:
        """What `python WORDS` prints, run in the copy."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env={**os.environ, "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"} | environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def crosscheck(self, *words: str, fails: bool = False, **environment: str) -> str:
        """What a command prints, its outputs below `home` in the copy."""
        return self.run("-m", "pipeline", *words, "--home", str(self.root / "home"), fails=fails, **environment)


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "copy"
    root.mkdir()
    for name in ("pipeline", "dashboard", "data", "docs", "benchmarks", "tests"):
        left_out = ("__pycache__", *(OUTPUTS if name == "data" else ()))
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns(*left_out))
    for path in REPOSITORY.glob("*"):
        if path.is_file():
            shutil.copy(path, root / path.name)
    return Tree(root)
