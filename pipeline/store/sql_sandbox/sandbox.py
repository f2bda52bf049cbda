"""One read of a built file that somebody else wrote: started, watched and, if need be, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.domain.errors import QueryError
from pipeline.store.sql_sandbox.problems import problem
from pipeline.store.sql_sandbox.slots import Slots

WORKER = Path(__file__).parent / "worker.py"
N_AT_ONCE = 2
N_SAID = 1_000  # characters of an error of the process itself
PATIENCE = 2  # limits of wall time that a query waits for a place
START_SECONDS = 30  # a loaded machine may need them before the worker's own clock starts
_SLOTS = Slots(N_AT_ONCE)
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
    n_columns: int = 1_000  # of the result; more are refused


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Rows of one query."""

    arrow: bytes  # IPC stream
    names: tuple[str, ...]  # as DuckDB calls the columns; may repeat
    types: tuple[str, ...]  # DuckDB's
    n_rows: int
    cut: str | None  # "rows" or "bytes": the limit that left rows out
    seconds: float  # the query alone, without starting the process
    tables: tuple[str, ...] = ()  # of the file that the rows come from, those behind views; () where not asked for
    functions: tuple[str, ...] = ()  # called for rows; () where not asked for

    def table(self) -> pa.Table:
        """The rows; a column name that repeats gets a number: n, n_2."""
        return pa.ipc.open_stream(self.arrow).read_all().rename_columns(unique_names(self.names))


def unique_names(names: Sequence[str]) -> list[str]:
    """The names in order, each once: a, b, a gives a, b, a_2."""
    given, numbers = set(names), dict.fromkeys(names, 1)
    unique: dict[str, None] = {}
    for name in names:
        candidate = name
        while candidate in unique or (numbers[name] > 1 and candidate in given):
            numbers[name] += 1
            candidate = f"{name}_{numbers[name]}"
        unique[candidate] = None
    return list(unique)


def run_query(
    path: Path, sql: str, limits: Limits | None = None, *, visitor: str = "", wants_sources: bool = False
) -> QueryResult:
    """Rows of one read, run in a fresh process that can change nothing and ends within the limits.

    Args:
        path: of a built file that nobody has open for writing.
        visitor: who asks; visitors share the places fairly.
        wants_sources: fill `tables` and `functions` of the result.

    Raises:
        QueryError: it is no single read, fails, exceeds a limit, or too many others are running.
    """
    [found] = run_queries(path, [sql], limits, visitor=visitor, wants_sources=wants_sources)
    if isinstance(found, QueryError):
        raise found
    return found


def run_queries(
    path: Path, sqls: Sequence[str], limits: Limits | None = None, *, visitor: str = "", wants_sources: bool = False
) -> list[QueryResult | QueryError]:
    """Rows of each read, as far as the first that is not answered; that one is the last, as its error.

    All run in one process, each within the limits. Arguments as `run_query`; at least one statement.
    """
    limits = limits or Limits()
    longest = max(sqls, key=len)
    if len(longest) > limits.n_characters:
        return [_problem("too_long", f"{len(longest):,}", longest, limits)]
    with _SLOTS.place(visitor, PATIENCE * limits.wall_seconds) as has_place:
        if not has_place:
            return [_problem("busy", str(N_AT_ONCE), sqls[0], limits)]
        return _ask(path, sqls, limits, wants_sources)


def _ask(path: Path, sqls: Sequence[str], limits: Limits, wants_sources: bool) -> list[QueryResult | QueryError]:
    """What the worker wrote, and what became of it if it ended, or had to be ended, before its last answer."""
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(WORKER)]
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    asked = {
        "path": str(path.resolve()),
        "statements": list(sqls),
        "limits": asdict(limits),
        "wants_sources": wants_sources,
    }
    with subprocess.Popen(  # noqa: S603  # our own interpreter and file; the query goes in through a pipe
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={**_ENVIRONMENT, **kept},
    ) as process:
        try:
            seconds = len(sqls) * limits.wall_seconds + START_SECONDS
            answer, complaint = process.communicate(json.dumps(asked).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return [_problem("time", "", sqls[0], limits)]
    found = list(_answers(answer, sqls, limits))
    if len(found) < len(sqls) and not (found and isinstance(found[-1], QueryError)):
        found.append(_unanswered(process.returncode, complaint, sqls[len(found)], limits))
    return found


def _answers(answer: bytes, sqls: Sequence[str], limits: Limits) -> Iterator[QueryResult | QueryError]:
    start = 0
    for sql in sqls:
        end = answer.find(b"\n", start)
        if end < 0:
            return
        header: dict[str, Any] = json.loads(answer[start:end])
        start = end + 1 + header["n_bytes"]
        if start > len(answer):
            return
        if "error" in header:
            yield _problem(header["error"], header.get("text", ""), sql, limits, header.get("position"))
            return
        yield QueryResult(
            arrow=answer[end + 1 : start],
            names=tuple(header["names"]),
            types=tuple(header["types"]),
            n_rows=header["n_rows"],
            cut=header["cut"],
            seconds=header["seconds"],
            tables=tuple(header.get("tables", ())),
            functions=tuple(header.get("functions", ())),
        )


def _unanswered(status: int, complaint: bytes, sql: str, limits: Limits) -> QueryError:
    if status and -status in _TIME_SIGNALS:
        return _problem("time", "", sql, limits)
    lines = complaint.decode(errors="replace").splitlines() or ["no message"]
    return _problem("ended", f"status {status}, {lines[-1][:N_SAID]}", sql, limits)


def _problem(kind: str, text: str, sql: str, limits: Limits, position: int | None = None) -> QueryError:
    return problem(kind, text, sql, position, asdict(limits))
