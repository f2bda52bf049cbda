"""Limits on what a stranger's file may make a command take: processor time and memory; `--no-limit` lifts them."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import duckdb
import typer

from pipeline.domain.errors import CrosscheckError

NoLimitOption = Annotated[
    bool, typer.Option("--no-limit", help="Take as much processor time and memory as it needs; for files you trust.")
]
SECONDS_A_REPORT = 120  # of processor time; a report of 1.8 MB without a line break takes the most known
SECONDS_OF_CLAIMS = 300
SECONDS_OF_SCORES = 900  # 50 million outcomes take most of it
MEMORY = 4 << 30  # bytes beside what the command has at its start
MEMORY_OF_SCORES = 12 << 30


class LimitError(CrosscheckError, RuntimeError):
    """A command on a file from elsewhere took more than it may."""


class _TimeIsUp(BaseException):
    """Raised in the middle of whatever runs; no `except` for errors of a file stops it."""


@contextmanager
def limited(what: str, *, seconds: int, memory: int = MEMORY, is_lifted: bool = False) -> Iterator[None]:
    """Let the block take so much processor time and memory and no more.

    Args:
        what: is read, for the error.
        seconds: of processor time, over all threads.
        memory: bytes of address space beside what is taken already.
        is_lifted: no limit at all.

    Raises:
        LimitError: it took more.
    """
    if is_lifted:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space() + memory
    is_tighter = soft == resource.RLIM_INFINITY or wanted < soft
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    if is_tighter:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    except _TimeIsUp:
        raise LimitError(_message(what, f"{seconds:,} seconds of processor time")) from None
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        raise LimitError(_message(what, f"{memory / 2**30:.2g} GiB of memory")) from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _message(what: str, limit: str) -> str:
    return (
        f"{what} took more than {limit}, the limit for files from elsewhere; nothing was kept. Give it in smaller "
        "parts, or lift the limit with --no-limit if you trust it"
    )


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _TimeIsUp


def _address_space() -> int:
    """Bytes that this process has mapped; of systems that do not tell, the most that it has used."""
    told = Path("/proc/self/statm")
    if told.is_file():
        return int(told.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
