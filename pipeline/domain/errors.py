"""Every error that Crosscheck raises on purpose.

Each message names the thing, the value, what was expected and the next step.

CrosscheckError
├── DataFormatError      a file holds something else than its format says
├── MissingDataError     a file, folder or cell that is needed is not there
├── UnknownNameError     a name that is not registered (the message suggests the nearest)
├── RegistryError        a discovered file without its constant, or a name that two files claim
├── ProfileError         a profile or command-line setting that cannot be run
├── ScoreRangeError      a score outside 0-100
├── MetricInputError     predictions that cannot be scored against the examples they are said to answer
├── ClaimError           a claims file that cannot be read as typed claims
├── BenchmarkError       a benchmark file that cannot be read, or a name that two of them claim
├── EncoderError         an encoder folder or hub id that cannot be loaded or does not fit
├── JobFailedError       a job of a run ended with an error of its own
├── HomeLockedError      another process is writing to this home
├── StoreError           a DuckDB file that is missing, unreadable or of another schema
└── QueryError           a visitor's SQL that is no single read, fails or exceeds a limit
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

_MOST_FAULTS, _LONGEST_FAULT = 20, 500  # of a file; characters of one


class CrosscheckError(Exception):
    """Base of all errors that are meant to be read by a user."""


class DataFormatError(CrosscheckError, ValueError):
    """A file holds something else than its format says."""

    def __init__(self, path: Path | str, line: int | None, found: str, expected: str) -> None:
        """Build the message from the place, what was found there and what was expected."""
        place = f"{path}" if line is None else f"{path}, line {line}"
        super().__init__(f"{place}: found {found}; expected {expected}")
        self.path, self.line, self.found, self.expected = Path(path), line, found, expected

    def __reduce__(self) -> tuple[object, ...]:
        """Keep all four arguments when the error crosses a process border."""
        return (type(self), (self.path, self.line, self.found, self.expected))


class MissingDataError(CrosscheckError, FileNotFoundError):
    """A file, folder or cell that is needed is not there."""

    def __str__(self) -> str:
        """The message alone; OSError would print an errno in front."""
        return str(self.args[0])


class UnknownNameError(CrosscheckError, KeyError):
    """A name that is not registered."""

    def __str__(self) -> str:
        """The message alone; KeyError would print its repr."""
        return str(self.args[0])


class RegistryError(CrosscheckError, ValueError):
    """A discovered file without its constant, or a name that two files claim."""


class ProfileError(CrosscheckError, ValueError):
    """A profile or command-line setting that cannot be run."""


class ScoreRangeError(CrosscheckError, ValueError):
    """A score outside 0-100."""


class MetricInputError(CrosscheckError, ValueError):
    """Predictions that cannot be scored against the examples they are said to answer."""


class ClaimError(CrosscheckError, ValueError):
    """A claims file that cannot be read as typed claims."""


class BenchmarkError(CrosscheckError, ValueError):
    """A file of data/benchmarks, or of a user's own, that cannot be read, or a name that two of them claim."""


class EncoderError(CrosscheckError, ValueError):
    """An encoder folder or hub id that cannot be loaded or does not fit the job."""


class JobFailedError(CrosscheckError, RuntimeError):
    """One or more jobs of a run ended with an error of their own."""


class StorageError(CrosscheckError, OSError):
    """Storage, or a cluster, that a run is to use and that cannot be reached."""


class HomeLockedError(CrosscheckError, RuntimeError):
    """Another process is writing to this home."""


class QueryError(CrosscheckError, ValueError):
    """A visitor's SQL that is no single read, fails or exceeds a limit; `kind` tells which, in one word."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep the kind beside the message."""
        super().__init__(message)
        self.kind = kind

    def __reduce__(self) -> tuple[object, ...]:
        """Keep both arguments when the error crosses a process border."""
        return (type(self), (self.kind, str(self)))


class StoreError(CrosscheckError, RuntimeError):
    """A DuckDB file that is missing, unreadable or of another schema."""


def unknown_name(noun: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """An error for a name that is not registered, with the nearest registered name where one is near.

    Args:
        noun: what was looked up, in the singular: "task", "language", "profile".
        name: the name as given.
        known: every registered name.
    """
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names) or 'none'}"
    return UnknownNameError(f"unknown {noun} {name!r}; {hint}")


def first_lines(faults: Sequence[str]) -> str:
    """Faults of a file, a line each: the first twenty, cut where one is long, and how many more there are."""
    told = [
        fault if len(fault) <= _LONGEST_FAULT else f"{fault[:_LONGEST_FAULT]} ..." for fault in faults[:_MOST_FAULTS]
    ]
    n_more = len(faults) - len(told)
    return "\n".join([*told, *([f"  ... and {n_more} more, told when these are mended"] if n_more else [])])
