"""An exchange by fsspec: checkpoints, training states and run records under a URL (s3://, gs://, file://, ...).

A file is sent after those that it vouches for, and a marker (checkpoint.json, cells/*.json, run.json) under a temporary
name first, so that a reader never sees one that is cut off, or one whose files are not there yet.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path

import fsspec

from pipeline.domain.errors import MissingDataError, StorageError
from pipeline.execution.exchange import CLAIM
from pipeline.execution.jobs import is_done, state_folder
from pipeline.experiments.plan import Job
from pipeline.store.home import Home


class Storage:
    """What jobs leave, under one URL."""

    def __init__(self, url: str) -> None:
        """Open the storage.

        Raises:
            StorageError: fsspec knows no such kind of storage, or lacks the package for it.
        """
        self.url = url
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise StorageError(
                f"storage {url!r} cannot be opened ({error}); expected a URL that fsspec knows, such as "
                "file:///mnt/shared/crosscheck or s3://bucket/crosscheck (which needs `pip install s3fs`)"
            ) from error
        self._sent: dict[Path, tuple[int, int]] = {}  # local file -> (size, time) when it was sent or fetched

    def claim(self, home: Home, token: str) -> None:  # noqa: ARG002
        """Put the token into the storage; the home of the run makes no difference."""
        self._files.makedirs(self._root, exist_ok=True)
        self._files.pipe_file(self._at(CLAIM), token.encode())

    def is_claimed(self, home: Home, token: str) -> bool:  # noqa: ARG002
        """Whether the token is in the storage."""
        place = self._at(CLAIM)
        return bool(self._files.exists(place)) and self._files.cat_file(place) == token.encode()

    def is_done(self, job: Job, home: Home) -> bool:
        """Whether the storage holds a job's checkpoint, or the home (after `collect`) all its cells."""
        if job.run_id is not None:
            return is_done(job, home)
        return bool(self._files.exists(self._at("checkpoints", job.key, "checkpoint.json")))

    def collect(self, jobs: Iterable[Job], home: Home) -> None:
        """Bring the run records of `jobs` into `home`."""
        for job in jobs:
            if job.run_id is not None:
                self._fetch(home.runs / job.run_id, "runs", job.run_id)

    def drop(self, job: Job, home: Home) -> None:
        """Remove a checkpoint from the storage and from `home`; its marker goes first."""
        shutil.rmtree(home.checkpoints / job.key, ignore_errors=True)
        marker, folder = self._at("checkpoints", job.key, "checkpoint.json"), self._at("checkpoints", job.key)
        for path, is_folder in ((marker, False), (folder, True)):
            if self._files.exists(path):
                self._files.rm(path, recursive=is_folder)

    def fetch(self, job: Job, home: Home) -> None:
        """Bring the checkpoint that a job starts from into `home`, and its own state or cells.

        Raises:
            MissingDataError: the checkpoint is not in the storage.
        """
        if job.input_key is not None:
            self._fetch_checkpoint(job.input_key, home)
        if job.run_id is not None:
            self._fetch(home.runs / job.run_id, "runs", job.run_id)
        else:
            self._fetch(state_folder(job, home), "states", job.key)

    def keep(self, job: Job, home: Home) -> None:
        """Send what is new of a job: its checkpoint once it is complete, its state, or its cells."""
        if job.run_id is not None:
            self._send(home.runs / job.run_id, "runs", job.run_id)
        elif is_done(job, home):
            self._send(home.checkpoints / job.key, "checkpoints", job.key)
            if self._files.exists(self._at("states", job.key)):
                self._files.rm(self._at("states", job.key), recursive=True)
        else:
            self._send(state_folder(job, home), "states", job.key)

    def _at(self, *parts: str) -> str:
        return "/".join((self._root.rstrip("/"), *parts))

    def _fetch_checkpoint(self, key: str, home: Home) -> None:
        folder = home.checkpoints / key
        if (folder / "checkpoint.json").is_file():
            return
        if not self._files.exists(self._at("checkpoints", key, "checkpoint.json")):
            raise MissingDataError(f"no checkpoint {key} in {self.url}; run the job that makes it first")
        home.checkpoints.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{key}.", suffix=".tmp", dir=home.checkpoints))
        self._fetch(temporary, "checkpoints", key)
        try:
            temporary.rename(folder)
        except OSError:  # another process of this machine brought it in between
            shutil.rmtree(temporary)

    def _fetch(self, folder: Path, *place: str) -> None:
        """Bring files that `folder` lacks, markers last; those of a run that differ, too."""
        base = self._at(*place)
        if not self._files.exists(base):
            return
        found = self._files.find(base)
        for path in sorted(found, key=_is_marker):
            local = folder / str(path)[str(path).index(base) + len(base) + 1 :]
            if local.name.startswith(".") or (local.exists() and local.name != "run.json"):
                continue
            local.parent.mkdir(parents=True, exist_ok=True)
            temporary = local.with_name(f".{local.name}.{uuid.uuid4().hex}")
            self._files.get_file(path, str(temporary))
            temporary.replace(local)
            self._sent[local] = _stamp(local)

    def _send(self, folder: Path, *place: str) -> None:
        """Send files that are new or have changed, markers last."""
        paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
        for path in sorted(paths, key=lambda path: (_is_marker(path), path)):
            stamp = _stamp(path)
            if self._sent.get(path) == stamp:
                continue
            target = self._at(*place, path.relative_to(folder).as_posix())
            self._files.makedirs(target.rpartition("/")[0], exist_ok=True)
            part = f"{target.rpartition('/')[0]}/.{path.name}.{uuid.uuid4().hex}"
            self._files.put_file(str(path), part)
            self._files.mv(part, target)
            self._sent[path] = stamp


def _is_marker(path: str | Path) -> bool:
    return Path(path).suffix == ".json" and Path(path).parent.name != "encoder"


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
