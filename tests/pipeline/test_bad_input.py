"""Bad files through the real command line: one message that names the place, exit code 2, nothing written."""

import hashlib
import re
import sys

import pytest

from pipeline.__main__ import main
from pipeline.build import build_judged
from pipeline.store.publish import publish
from tests.frozen import FROZEN_CLAIMS
from tests.pipeline.audits.reports.invented import write_report
from tests.pipeline.bad_inputs import BAD, SCORES
from tests.small_home import NOW, small_tasks, write_small_home

NAMES = {
    "claims": "own.yaml",
    "document": "report.txt",
    "scores": "own.csv",
    "outcomes": "out.csv",
    "profile": "own.toml",
    "reported": "own.txt",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = write_small_home(tmp_path_factory.mktemp("home"))
    publish(place, build_judged(place, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))
    return place.root


def _tree(*roots):
    """Digest of every file, by path."""
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest() if path.stat().st_size < 50_000_000 else path.stat().st_size
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _put(path, content):
    if content is None:
        path.mkdir()
    elif isinstance(content, int):
        with path.open("wb") as file:
            file.truncate(content)
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def _command(kind, path, folder):
    """The command that reads the file, with every output that it can be told to write."""
    if kind == "claims":
        return [
            "verify",
            "--claims",
            path,
            "--json",
            folder / "o.json",
            "--junit",
            folder / "o.xml",
            "--badges",
            folder,
        ]
    if kind == "document":
        good = write_report(folder, "good.txt")
        return ["audit", good, path, "--save", "--json", folder / "o.json", "--csv", folder / "o.csv"]
    if kind == "scores":
        return ["import", "scores", path]
    if kind == "outcomes":
        scores = folder / "own.csv"
        scores.write_text(SCORES, encoding="utf-8")
        return ["import", "scores", scores, "--outcomes", path]
    if kind == "reported":
        about = ["--source", "A paper", "--url", "https://example.org", "--table", "Table 1", "--set", "split=test"]
        return ["import", "reported", path, *about, "--yes"]
    return ["run", path]


def test_bad_inputs_are_fifty_distinct_ones():
    assert len({bad.what for bad in BAD}) == len(BAD) >= 50
    assert len({(bad.command, bad.name, str(bad.content)) for bad in BAD}) == len(BAD)


@pytest.mark.parametrize("bad", BAD, ids=[bad.what for bad in BAD])
def test_a_bad_file_is_one_message_and_nothing_is_written(bad, home, tmp_path, monkeypatch, capsys):
    path = tmp_path / (bad.name or NAMES[bad.command])
    _put(path, bad.content)
    command = _command(bad.command, path, tmp_path)
    before = _tree(home, tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "argv", ["pipeline", *map(str, command), "--home", str(home)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.err.startswith("error: ")
    assert said.err.count("error: ") == 1
    assert "Traceback" not in said.err
    assert path.name in said.err or f"profile {path.stem!r}" in said.err
    assert len(said.err) < 2_000
    assert re.search(".*".join(bad.said), said.err, re.DOTALL), said.err
    if bad.command == "document":  # one report that cannot be read does not stop the other
        assert "good.txt" in said.out
        return
    assert said.out == ""
    assert _tree(home, tmp_path) == before


@pytest.mark.parametrize("kind", NAMES)
def test_an_absent_file_is_one_message(kind, home, tmp_path, monkeypatch, capsys):
    path = tmp_path / "absent.toml"
    monkeypatch.setattr(sys, "argv", ["pipeline", *map(str, _command(kind, path, tmp_path)), "--home", str(home)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert re.search(r"^error: .*absent\.toml", " ".join(said.split()))


@pytest.mark.parametrize("kind", ["claims", "document", "scores", "outcomes", "profile", "reported"])
def test_a_file_that_may_not_be_read_is_one_message(kind, home, tmp_path, monkeypatch, capsys):
    path = tmp_path / NAMES[kind]
    path.write_text("x", encoding="utf-8")
    command = _command(kind, path, tmp_path)
    opened = type(path).open

    def refuse(self, *given, **named):
        if self == path:
            raise PermissionError(13, "Permission denied")
        return opened(self, *given, **named)

    monkeypatch.setattr(type(path), "open", refuse)  # root may read everything, so chmod proves nothing here
    monkeypatch.setattr(sys, "argv", ["pipeline", *map(str, command), "--home", str(home)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "Permission denied" in said
    assert "that you may read" in said
