"""Faults of the machine, of files in a home and of our own: one message with place and next step, no traceback."""

import errno
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.__main__ import main
from pipeline.commands import build as build_command
from pipeline.commands import status as status_command
from tests.small_home import write_small_home


def _run(monkeypatch, capsys, *arguments):
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr(sys, "argv", ["pipeline", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return ended.value.code, said


def _file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("in the way\n")


BROKEN = {
    "home is a file": (_file, "folder is expected"),
    "builds is a file": (lambda root: (write_small_home(root), _file(root / "builds")), "folder is expected"),
    "LOCK is a folder": (lambda root: (root / "LOCK").mkdir(parents=True), "file is expected"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_build_on_a_broken_home_is_one_message(what, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CROSSCHECK_SNAPSHOT", "none")
    break_it, expected = BROKEN[what]
    break_it(tmp_path / "home")
    code, said = _run(monkeypatch, capsys, "build", "--home", tmp_path / "home")
    assert code == 2
    assert expected in said
    assert str(tmp_path / "home") in said


POINTERS = {
    "bytes": b"\xff\xfe\x00",
    "a path": b"../../etc/passwd",
    "300 letters": b"x" * 300,
    "a NUL": b"a\0b.duckdb",
    "digits": b"9" * 5000,
    "empty": b"",
}


@pytest.mark.parametrize("what", POINTERS)
def test_verify_with_garbage_in_the_pointer_is_one_message(what, tmp_path, monkeypatch, capsys):
    (tmp_path / "CURRENT").write_bytes(POINTERS[what])
    code, said = _run(monkeypatch, capsys, "verify", "--home", tmp_path)
    assert code == 2
    assert "CURRENT" in said
    assert "make run" in said


def test_verify_with_a_folder_for_a_pointer_is_one_message(tmp_path, monkeypatch, capsys):
    (tmp_path / "CURRENT").mkdir()
    code, said = _run(monkeypatch, capsys, "verify", "--home", tmp_path)
    assert (code, "CURRENT" in said) == (2, True)


MACHINE = {
    "disk full": (OSError(errno.ENOSPC, "No space left on device", "/home/x/runs/a"), "free space"),
    "read-only": (OSError(errno.EROFS, "Read-only file system", "/home/x"), "give another home"),
    "not allowed": (PermissionError(errno.EACCES, "Permission denied", "/home/x"), "change its permissions"),
    "memory": (MemoryError(), "memory of this machine"),
    "database on a full disk": (duckdb.IOException("IO Error: could not write: No space left on device"), "free space"),
}


@pytest.mark.parametrize("what", MACHINE)
def test_faults_of_the_machine_are_one_message(what, tmp_path, monkeypatch, capsys):
    error, expected = MACHINE[what]

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(build_command, "publish_home", fail)
    code, said = _run(monkeypatch, capsys, "build", "--home", tmp_path)
    assert code == 2
    assert expected in said
    assert (getattr(error, "filename", None) or "") in said


def test_a_defect_says_so_and_keeps_its_traceback(tmp_path, monkeypatch, capsys):
    def fail(*_, **__):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(status_command, "find_home", fail)
    code, said = _run(monkeypatch, capsys, "status")
    assert code == 3
    assert "a defect of Crosscheck" in said
    (kept,) = Path(tmp_path).glob("crosscheck-defect-*.txt")
    assert str(kept) in said
    assert "ZeroDivisionError: division by zero" in kept.read_text(encoding="utf-8")


def test_a_profile_with_a_number_of_5000_digits_is_one_message(tmp_path, monkeypatch, capsys):
    (tmp_path / "own.toml").write_text("seeds = [" + "9" * 5000 + "]\n")
    code, said = _run(monkeypatch, capsys, "plan", tmp_path / "own.toml", "--home", tmp_path)
    assert (code, "own.toml: not a TOML file" in said) == (2, True)
