"""The ledger on disk: LEDGER.jsonl in a home, one JSON object a line, only ever appended to.

Each line holds the sha256 of the line before it, so that a line that was edited or taken out later is found, and last
the sha256 of itself without that, so that the last line proves itself too. Nothing
rewrites the file: a line that cannot be read stays where it is, is named, and the others count.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from pipeline.domain.errors import StoreError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunsPrint(_Part):
    """The runs of one profile."""

    n_runs: int
    digest: str


class Fingerprints(_Part):
    """What a build was made of; two builds with the same ones have the same verdicts."""

    code: str
    libraries: dict[str, str]
    reported: str  # published figures and data sets
    tasks: str  # registered tasks and languages
    claims: dict[str, str]  # digest by claim_id
    runs: dict[str, RunsPrint]  # by profile


class State(_Part):
    """One verdict as it stood."""

    verdict: str
    direction: str | None
    estimate: float | None  # points
    low: float | None
    high: float | None


class Cause(_Part):
    """One thing that differs between two builds and can move a verdict."""

    cause: str
    what: str


class BuildLine(_Part):
    """A build whose inputs are not those of the one before."""

    kind: Literal["build"] = "build"
    format_version: Literal[1] = 1
    previous: str = ""
    recorded_at: datetime
    snapshot_id: str
    fingerprints: Fingerprints
    own: str = ""  # "": a line from before lines had it


class ChangeLine(_Part):
    """One verdict that came, went or changed."""

    kind: Literal["change"] = "change"
    format_version: Literal[1] = 1
    previous: str = ""
    recorded_at: datetime
    snapshot_id: str
    evidence_id: str
    claim_id: str
    evidence_kind: str
    profile: str | None
    label: str
    before: State | None
    after: State | None
    causes: list[Cause]
    own: str = ""


Line = BuildLine | ChangeLine
_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Fault:
    """One line that is damaged, or does not follow the one before it."""

    line: int  # from 1
    fault: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that could be read, with the place of each line."""

    lines: tuple[tuple[int, Line], ...] = ()
    faults: tuple[Fault, ...] = ()
    n_lines: int = 0
    last_sha256: str = ""  # of the last line, damaged or not; "": there is none
    ends_whole: bool = True  # the file is empty or ends with a line break


def read_ledger(path: Path) -> Ledger:
    """The ledger at `path`; an empty one where there is no such file. Never raises for what a line holds."""
    if not path.exists():
        return Ledger()
    content = path.read_bytes()
    raw_lines = content.split(b"\n")
    ends_whole = raw_lines[-1] == b""
    if ends_whole:
        raw_lines.pop()
    lines: list[tuple[int, Line]] = []
    faults: list[Fault] = []
    expected: str | None = ""  # None: the line before is damaged, so what it was cannot be told
    for number, raw in enumerate(raw_lines, start=1):
        try:
            line = _LINE.validate_json(raw)
        except ValidationError as error:
            faults.append(Fault(number, f"damaged: {_first_fault(error)}, found {raw[:60]!r}"))
            expected = None
            continue
        if line.own and line.own != _own(raw, line):
            faults.append(Fault(number, "changed after it was written: it is not what its own digest says"))
            expected = None
            continue
        if expected is not None and line.previous != expected:
            faults.append(
                Fault(number, f"does not follow line {number - 1}: that was changed, or lines were taken out")
            )
        lines.append((number, line))
        expected = _sha256(raw)
    last = _sha256(raw_lines[-1]) if raw_lines else ""
    return Ledger(tuple(lines), tuple(faults), len(raw_lines), last, ends_whole)


def append_lines(path: Path, ledger: Ledger, lines: Sequence[Line]) -> None:
    """Put `lines` behind what `ledger` read, all or none; the caller holds the home's lock.

    Raises:
        StoreError: the disk took only a part, which was taken back.
    """
    if not lines:
        return
    encoded, previous = [], ledger.last_sha256
    for line in lines:
        bare = line.model_copy(update={"previous": previous})
        own = _sha256(bare.model_dump_json().encode())
        raw = bare.model_copy(update={"own": own}).model_dump_json().encode()
        encoded.append(raw + b"\n")
        previous = _sha256(raw)
    content = (b"" if ledger.ends_whole else b"\n") + b"".join(encoded)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(handle).st_size
        n_written = os.write(handle, content)
        if n_written != len(content):
            os.ftruncate(handle, size)
            raise StoreError(
                f"{path}: {n_written} of {len(content)} bytes could be written; free some space, build anew"
            )
        os.fsync(handle)
    finally:
        os.close(handle)


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{first['msg']} at {place!r}" if place else str(first["msg"])


def _own(raw: bytes, line: Line) -> str:
    return _sha256(raw.replace(f'"own":"{line.own}"'.encode(), b'"own":""'))


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
