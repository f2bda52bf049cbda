"""One query on the published file: started, watched and, if need be, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pyarrow as pa

from dashboard.sql_console.problems import problem
from pipeline.domain.errors import QueryError

WORKER = Path(__file__).parent / "worker.py"
N_AT_ONCE = 2
START_SECONDS = 30  # a loaded machine may need them before the worker's own clock starts
_SLOTS = BoundedSemaphore(N_AT_ONCE)
_TIME_SIGNALS = {signal.SIGALRM, signal.SIGXCPU}  # how the worker ends itself
_ENVIRONMENT = {  # one thread and small reservations, so that the limit on address space counts what is used
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use."""

    wall_seconds: float = 10.0
    address_space_bytes: int = 1 << 30  # about 400 MiB of it are the libraries
    memory_bytes: int = 400 << 20  # DuckDB's own limit
    n_rows: int = 10_000  # of the result; more are cut
    n_bytes: int = 4 << 20  # of the result as Arrow; more are cut
    n_characters: int = 20_000  # of the query


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Rows of one query."""

    arrow: bytes  # IPC stream
    names: tuple[str, ...]  # as DuckDB calls the columns; may repeat
    types: tuple[str, ...]  # DuckDB's
    n_rows: int
    cut: str | None  # "rows" or "bytes": the limit that left rows out
    seconds: float  # the query alone, without starting the process

    def table(self) -> pa.Table:
        """The rows; a column name that repeats gets a number: n, n_2."""
        return pa.ipc.open_stream(self.arrow).read_all().rename_columns(unique_names(self.names))


def unique_names(names: Sequence[str]) -> list[str]:
    """The names in order, each once: a, b, a gives a, b, a_2."""
    unique: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in unique or (number > 1 and candidate in names):
            number += 1
            candidate = f"{name}_{number}"
        unique.append(candidate)
    return unique


def run_query(snapshot_path: Path, sql: str, limits: Limits | None = None) -> QueryResult:
    """Rows of one read, run in a fresh process that can change nothing and ends within the limits.

    Raises:
        QueryError: it is no single read, fails, exceeds a limit, or too many others are running.
    """
    limits = limits or Limits()
    if len(sql) > limits.n_characters:
        raise _problem("too_long", f"{len(sql):,}", sql, limits)
    if not _SLOTS.acquire(timeout=limits.wall_seconds):
        raise _problem("busy", str(N_AT_ONCE), sql, limits)
    try:
        answer = _ask(snapshot_path, sql, limits)
    finally:
        _SLOTS.release()
    return _result(answer, sql, limits)


def _ask(path: Path, sql: str, limits: Limits) -> bytes:
    """What the worker wrote.

    Raises:
        QueryError: it ended, or had to be ended, without an answer.
    """
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(WORKER)]
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    request = json.dumps({"path": str(path.resolve()), "sql": sql, "limits": asdict(limits)}).encode()
    with subprocess.Popen(  # noqa: S603  # our own interpreter and file; the query goes in through a pipe
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={**_ENVIRONMENT, **kept},
    ) as process:
        try:
            answer, complaint = process.communicate(request, timeout=limits.wall_seconds + START_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise _problem("time", "", sql, limits) from error
    if process.returncode and -process.returncode in _TIME_SIGNALS:
        raise _problem("time", "", sql, limits)
    if process.returncode or not answer:
        lines = complaint.decode(errors="replace").splitlines() or ["no message"]
        raise _problem("ended", f"status {process.returncode}, {lines[-1]}", sql, limits)
    return answer


def _result(answer: bytes, sql: str, limits: Limits) -> QueryResult:
    line, _, arrow = answer.partition(b"\n")
    header: dict[str, Any] = json.loads(line)
    if "error" in header:
        raise _problem(header["error"], header.get("text", ""), sql, limits, header.get("position"))
    return QueryResult(
        arrow=arrow,
        names=tuple(header["names"]),
        types=tuple(header["types"]),
        n_rows=header["n_rows"],
        cut=header["cut"],
        seconds=header["seconds"],
    )


def _problem(kind: str, text: str, sql: str, limits: Limits, position: int | None = None) -> QueryError:
    return problem(kind, text, sql, position, asdict(limits))
