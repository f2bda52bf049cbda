"""The audit in a process of its own, with limits on size, time and memory: `python -m pipeline.audits.reports.sandbox`.

For uploads: whatever a document makes the readers do ends with that process. Imports nothing but what
dashboard/requirements.txt installs, and writes no file.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from pipeline.audits.reports.audit import Audit
from pipeline.audits.reports.uploads import Upload, audit_documents
from pipeline.domain import errors
from pipeline.domain.errors import CrosscheckError, DataFormatError
from pipeline.store.home import REPOSITORY
from pipeline.store.publish import open_build

AUDIT = TypeAdapter(Audit)  # the JSON that the process prints below "audit"
_FAILED = 2
_FRAME = TypeAdapter(list[tuple[str, int]])


@dataclass(frozen=True, slots=True)
class Limits:
    """What one audit may take."""

    upload_bytes: int = 25_000_000  # all documents together
    answer_bytes: int = 50_000_000
    memory_bytes: int = 3 << 30  # of address space, libraries included
    cpu_seconds: int = 40
    wall_seconds: float = 90.0


LIMITS = Limits()


def audit_in_sandbox(uploads: Sequence[Upload], store: Path | None = None, limits: Limits = LIMITS) -> Audit:
    """The audit of uploaded documents, made by another process; this one never parses them.

    Args:
        store: a published file (`pipeline.store.publish.published`), read for our verdicts; None: none are shown.

    Raises:
        DataFormatError: a document that cannot be read, or an audit that exceeds a limit.
        StoreError: the published file cannot be read.
    """
    names = ", ".join(upload.name for upload in uploads) or "no document"
    n_bytes = sum(len(upload.content) for upload in uploads)
    if n_bytes > limits.upload_bytes:
        raise DataFormatError(names, None, f"{n_bytes:,} bytes", f"at most {limits.upload_bytes:,} bytes together")
    frame = _FRAME.dump_json([(upload.name, len(upload.content)) for upload in uploads]) + b"\n"
    command = [sys.executable, "-s", "-m", "pipeline.audits.reports.sandbox", "--stdin"]
    command += ["--memory", str(limits.memory_bytes), "--cpu", str(limits.cpu_seconds)]
    command += ["--answer", str(limits.answer_bytes), *(("--store", str(store)) if store else ())]
    code, said = _answer(command, frame + b"".join(upload.content for upload in uploads), limits, names)
    try:
        answer = json.loads(said) if code in (0, _FAILED) else {}
        if "error" in answer:
            raise _error(**answer["error"])
        return AUDIT.validate_python(answer["audit"])
    except (json.JSONDecodeError, KeyError, ValidationError) as error:
        found = f"an audit that ended without an answer (code {code}; out of time or memory?)"
        raise DataFormatError(names, None, found, "shorter documents, or fewer at once") from error


def _answer(command: Sequence[str], given: bytes, limits: Limits, names: str) -> tuple[int, bytes]:
    """Exit code and output of the process; it and its own children are ended when it takes too long."""
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=REPOSITORY,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            said, _ = child.communicate(given, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(child.pid, signal.SIGKILL)
            found = f"an audit that is not done after {limits.wall_seconds:g} s"
            raise DataFormatError(names, None, found, "shorter documents, or fewer at once") from error
    return child.returncode, said


def _error(kind: str, message: str, arguments: list[str | int | None] | None = None) -> CrosscheckError:
    """The error that the other process met."""
    if kind == DataFormatError.__name__ and arguments:
        path, line, found, expected = arguments
        return DataFormatError(str(path), line if isinstance(line, int) else None, str(found), str(expected))
    cls = getattr(errors, kind, CrosscheckError)
    known = isinstance(cls, type) and issubclass(cls, CrosscheckError) and cls is not errors.QueryError
    return cls(message) if known else CrosscheckError(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the audit as JSON, {"audit": ...} with exit code 0 or {"error": ...} with exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.audits.reports.sandbox", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="reports as text, Markdown or PDF")
    parser.add_argument("--stdin", action="store_true", help="one JSON line [[name, bytes], ...], then the contents")
    parser.add_argument("--store", type=Path, help="a published DuckDB file, read for our verdicts")
    parser.add_argument("--memory", type=int, default=LIMITS.memory_bytes, help="most bytes of address space")
    parser.add_argument("--cpu", type=int, default=LIMITS.cpu_seconds, help="most seconds of processor time")
    parser.add_argument("--answer", type=int, default=LIMITS.answer_bytes, help="most bytes that are printed")
    given = parser.parse_args(arguments)
    _limit(given.memory, given.cpu, given.answer)
    try:
        sources: list[Path | Upload] = [*given.files, *(_uploads(sys.stdin.buffer) if given.stdin else ())]
        said = _audited(sources, given.store)
        if len(said) > given.answer:
            raise DataFormatError(
                "the documents",
                None,
                f"an audit of {len(said):,} bytes",
                f"at most {given.answer:,}; give fewer at once",
            )
        sys.stdout.buffer.write(b'{"audit": ' + said + b"}\n")
    except CrosscheckError as error:
        fields: dict[str, object] = {"kind": type(error).__name__, "message": str(error)}
        if isinstance(error, DataFormatError):
            fields |= {"arguments": [str(error.path), error.line, error.found, error.expected]}
        sys.stdout.write(json.dumps({"error": fields}) + "\n")
        return _FAILED
    return 0


def _audited(sources: Sequence[Path | Upload], store: Path | None) -> bytes:
    if store is None:
        return AUDIT.dump_json(audit_documents(sources))
    with closing(open_build(store)) as connection:
        return AUDIT.dump_json(audit_documents(sources, connection))


def _uploads(stream: BinaryIO) -> list[Upload]:
    """Documents on stdin, as `audit_in_sandbox` frames them.

    Raises:
        DataFormatError: another form, or less than was announced.
    """
    try:
        frame = _FRAME.validate_json(stream.readline(1_000_000))
    except ValidationError as error:
        expected = 'one line of JSON [["name", bytes], ...], then the contents'
        raise DataFormatError("stdin", 1, "no such line", expected) from error
    found = []
    for name, size in frame:
        content = stream.read(max(size, 0))
        if len(content) != size:
            raise DataFormatError(name, None, f"{len(content):,} bytes", f"{size:,} as announced")
        found.append(Upload(name, content))
    return found


def _limit(memory_bytes: int, cpu_seconds: int, answer_bytes: int) -> None:
    """Bind this process and its children; without the module `resource` (Windows) only the time limit holds.

    No file may grow, unless the answer goes into one.
    """
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    is_file = stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    most = answer_bytes + 100 if is_file else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
