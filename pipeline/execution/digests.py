"""Checkpoints and training states proved by digest before a job uses them; damaged ones are set aside.

checkpoints/<key>/digests.json             sha256 of every file of the checkpoint, written when the job has ended
checkpoints/.<key>.state/digest.json       sha256 of the state that was last kept, and how far it is
checkpoints/<key>.damaged-1                a checkpoint that is not what was written; the job that makes it runs again
checkpoints/.<key>.state.damaged-1         a state likewise; its training begins anew

What a killed job or an earlier version left without digest is looked at for cut-off weights and taken as it is, and a
checkpoint gets its digests then. A state is written first and its digest a moment later, so one that is further than
its digest is one without.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from io import BufferedReader
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.errors import CrosscheckError, DataFormatError
from pipeline.store.sealed import file_sha256, read_sealed, write_sealed
from pipeline.training.loop import Progress, ProgressSink
from pipeline.training.state import FILE

DIGESTS, DIGEST = "digests.json", "digest.json"
_WEIGHTS = ".safetensors"
_LENGTH = 8  # bytes that say how long the header of a safetensors file is
_MOST_HEADER = 100_000_000  # bytes, safetensors' own limit
_MEND = "it is set aside and made again"


class DamagedCheckpointError(CrosscheckError, ValueError):
    """A checkpoint that a job was to start from is not what was written; it is set aside."""

    def __init__(self, key: str, message: str) -> None:
        """Keep the key of the job that makes it."""
        super().__init__(message)
        self.key = key

    def __reduce__(self) -> tuple[object, ...]:
        """Keep both arguments when the error crosses a process border."""
        return (type(self), (self.key, str(self)))


class _Files(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    files: dict[str, str]  # path within the folder -> sha256


class _StateDigest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    n_batches: int
    inode: int


def seal_checkpoint(folder: Path) -> None:
    """Put the digests of its files into the folder of a finished checkpoint."""
    write_sealed(folder / DIGESTS, _Files(files=_digests(folder)).model_dump(mode="json"))


def check_checkpoint(folder: Path) -> None:
    """Nothing, if a checkpoint is what was written; else it is set aside. One without digests gets them.

    Raises:
        DamagedCheckpointError: a file was changed, cut off or taken away; the first is named.
    """
    fault = _fault_of(folder)
    if fault is not None:
        place = _set_aside(folder)
        raise DamagedCheckpointError(
            folder.name,
            f"checkpoint {folder}: {fault}, so nothing may start from it; it lies in {place} now and is made again",
        )
    if not (folder / DIGESTS).is_file():
        seal_checkpoint(folder)


def _fault_of(folder: Path) -> str | None:
    if not (folder / DIGESTS).is_file():
        cut = (path.relative_to(folder) for path in sorted(folder.rglob(f"*{_WEIGHTS}")) if not _is_whole(path))
        return next((f"{path} is no whole safetensors file" for path in cut), None)
    try:
        expected = _Files.model_validate_json(read_sealed(folder / DIGESTS, _MEND)).files
    except (ValidationError, DataFormatError):
        return f"{DIGESTS} was changed"
    found = _digests(folder)
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            return f"{name} is missing"
        if found[name] != expected.get(name):
            return f"{name} has sha256 {found[name]}, not {expected.get(name, 'one of its own')}"
    return None


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != DIGESTS)
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in sorted(files)}


def check_state(folder: Path) -> str | None:
    """What is wrong with the kept state of a training, which is set aside then; None: nothing, or there is none."""
    if not (folder / FILE).is_file():
        return None
    with (folder / FILE).open("rb") as file:
        n_batches = n_batches_of(file)
        if n_batches is not None and not _contradicts(file, folder / DIGEST, n_batches):
            return None
    place = _set_aside(folder)
    return f"the state of an unfinished training, {folder}, is not what was written; it lies in {place} now"


def _contradicts(file: BufferedReader, digest: Path, n_batches: int) -> bool:
    if not digest.is_file():
        return False
    try:
        kept = _StateDigest.model_validate_json(read_sealed(digest, _MEND))
    except (ValidationError, DataFormatError):
        return False  # the digest is what was damaged: the state stands without one
    if kept.n_batches != n_batches and kept.inode != os.fstat(file.fileno()).st_ino:
        return False  # written after its digest
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest() != kept.sha256


class StateSealer:
    """A sink of progress that keeps the digest of each state that a training has written meanwhile."""

    def __init__(self, folder: Path, sink: ProgressSink) -> None:
        """`sink` is told all that this one is told."""
        self._folder, self._sink = folder, sink
        self._seen: tuple[int, int] | None = None  # inode and time of the state whose digest is kept

    def __call__(self, progress: Progress) -> None:
        """Pass progress on, then look for a new state."""
        self._sink(progress)
        try:
            status = (self._folder / FILE).stat()
        except FileNotFoundError:
            return
        if (status.st_ino, status.st_mtime_ns) != self._seen:
            self._seal()

    def _seal(self) -> None:
        try:
            file = (self._folder / FILE).open("rb")
        except FileNotFoundError:  # the training has ended meanwhile
            return
        with file:
            status = os.fstat(file.fileno())
            n_batches = n_batches_of(file)
            if n_batches is None:
                return
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        kept = _StateDigest(sha256=sha256, n_batches=n_batches, inode=status.st_ino)
        if self._folder.is_dir():
            write_sealed(self._folder / DIGEST, kept.model_dump(mode="json"))
        self._seen = (status.st_ino, status.st_mtime_ns)


def _is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        return _header(file) is not None


def n_batches_of(file: BufferedReader) -> int | None:
    """How far a state is; None where the file is none, or cut off."""
    header = _header(file)
    try:
        return int(json.loads(header["__metadata__"]["state"])["n_batches"]) if header is not None else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _header(file: BufferedReader) -> dict[str, dict[str, str]] | None:
    """The header of a safetensors file; None where it is none, or its length is not what the header says."""
    size = os.fstat(file.fileno()).st_size
    length = int.from_bytes(file.read(_LENGTH), "little")
    if size < _LENGTH or length > min(_MOST_HEADER, size - _LENGTH):
        return None
    try:
        header = json.loads(file.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        is_whole = _LENGTH + length + max(ends, default=0) == size
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None
    return header if is_whole else None


def _set_aside(folder: Path) -> Path:
    places = (folder.with_name(f"{folder.name}.damaged-{number}") for number in itertools.count(1))
    place = next(place for place in places if not place.exists())
    folder.rename(place)
    return place
