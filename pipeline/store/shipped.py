"""Measured results that ship with the project (data/snapshot): tables of finished runs as Parquet, and manifests.

data/snapshot/<part>/manifest.json     what the files of a part hold and where the numbers come from
data/snapshot/<part>/<table>.parquet   rows of that table of the store; `pipeline.store.shipping` writes them
data/snapshot/<part>/studies.json      of a part with runs of studies: which of them answers what

A part is what was measured together: a profile on one benchmark (mini-full, lab), or the studies. Parts are loaded side
by side; what tells their numbers apart are profile, source and its digest, which every run has. A folder that holds a
manifest itself is a part alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.study import Study
from pipeline.domain.task import Split
from pipeline.store.home import DATA
from pipeline.store.records import cell_name
from pipeline.store.study_records import read_study_file
from pipeline.store.tables import loading_sql

SNAPSHOT = DATA / "snapshot"
MANIFEST = "manifest.json"
STUDIES = "studies"  # name of the part with the studies' runs
STUDIES_FILE = "studies.json"
TABLES = ("missing_cells", "predictions", "runs", "scores", "training_curves")
OPTIONAL_TABLES = ("layer_scores",)  # not in snapshots of runs without such rows
FORMAT_VERSION = 1
_MEND = "restore the folder with `git checkout -- data/snapshot`, or leave it out with CROSSCHECK_SNAPSHOT=none"


class _Format(BaseModel):
    """Of a manifest, whatever else its format holds."""

    format_version: int = FORMAT_VERSION


class ShippedFile(BaseModel):
    """One Parquet file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n_rows: int
    n_bytes: int
    sha256: str


class MachineRuns(BaseModel):
    """How many runs a class of machine made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    machine: dict[str, object]
    n_runs: int


class ShippedManifest(BaseModel):
    """What the files of a snapshot hold; nothing in it hangs on when or where they were written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_version: Literal[1] = 1
    profiles: list[str]
    files: dict[str, ShippedFile]  # by table
    measured_from: datetime  # start of the first and of the last run, UTC
    measured_to: datetime
    git_commits: list[str]  # of the code that the runs ran with, "+changed" behind a changed working tree
    code_digests: list[str]
    source_digests: dict[str, list[str]]  # by source
    versions: list[dict[str, str]]
    machines: list[MachineRuns]
    scoring_seconds: float  # sum of the runs' wall_seconds
    training_seconds: float  # of the fine-tuning before them, each phase once; the encoder's own training is not in it
    n_unfinished_left_out: int  # runs of these profiles that failed or did not end
    n_superseded_left_out: int  # finished runs of which a newer one with other settings or code exists
    texts_left_out: list[str]  # sources whose answers and gold are null in predictions: their text is not ours to ship


@dataclass(frozen=True, slots=True)
class ShippedPart:
    """Files that are those of their manifest."""

    folder: Path
    manifest: ShippedManifest
    sha256: str  # of manifest.json, and of studies.json where there is one
    study_records: tuple[Study, ...] = ()

    @property
    def name(self) -> str:
        """Name of its folder."""
        return self.folder.name

    def path(self, table: str) -> Path:
        """Its Parquet file of a table."""
        return self.folder / f"{table}.parquet"


@dataclass(frozen=True, slots=True)
class Shipped:
    """All shipped results."""

    parts: tuple[ShippedPart, ...]  # in name order
    sha256: str  # over those of the parts

    @property
    def study_records(self) -> tuple[Study, ...]:
        """Studies and their runs, of all parts."""
        return tuple(study for part in self.parts for study in part.study_records)


def find_shipped() -> Path | None:
    """The folder of shipped results to load: the one that CROSSCHECK_SNAPSHOT names, else data/snapshot.

    None where CROSSCHECK_SNAPSHOT is "none", or not set and there is no data/snapshot. A folder that it names is
    returned whether it exists or not, so that a slip of the pen becomes an error on reading.
    """
    named = os.environ.get("CROSSCHECK_SNAPSHOT")
    if named:
        return None if named == "none" else Path(named).expanduser().resolve()
    return SNAPSHOT if SNAPSHOT.is_dir() else None


def read_shipped(folder: Path) -> Shipped:
    """The results shipped in `folder`, every file compared with its manifest.

    Raises:
        MissingDataError: there is no part, or a file that its manifest names is not there.
        DataFormatError: a manifest is none, of another format, or a file is not the one it describes.
    """
    if (folder / MANIFEST).is_file():
        parts: tuple[ShippedPart, ...] = (_read_part(folder),)
    else:
        parts = tuple(_read_part(path.parent) for path in sorted(folder.glob(f"*/{MANIFEST}")))
    if not parts:
        place = folder / MANIFEST
        raise MissingDataError(f"{place} is missing, so the shipped results cannot be read; {_MEND}")
    digest = hashlib.sha256(" ".join(part.sha256 for part in parts).encode())
    return Shipped(parts, digest.hexdigest())


def _read_part(folder: Path) -> ShippedPart:
    path = folder / MANIFEST
    content = path.read_bytes()
    _check_format(path, content)
    try:
        manifest = ShippedManifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        expected = f"the manifest of shipped results ({first['msg']}); {_MEND}"
        raise DataFormatError(path, None, f"{first['input']!r:.80} at {place!r}", expected) from error
    if not set(TABLES) <= set(manifest.files) <= {*TABLES, *OPTIONAL_TABLES}:
        raise DataFormatError(path, None, f"files {sorted(manifest.files)}", f"one for each of {TABLES}; {_MEND}")
    for table, file in manifest.files.items():
        _check_file(folder / f"{table}.parquet", file)
    studies = folder / STUDIES_FILE
    known = studies.read_bytes() if studies.is_file() else b""
    digest = hashlib.sha256(content + known).hexdigest()
    return ShippedPart(folder, manifest, digest, read_study_file(studies) if known else ())


def _check_format(path: Path, content: bytes) -> None:
    """Refuse results of another format; whatever else is wrong with a manifest is left to its reader."""
    try:
        version = _Format.model_validate_json(content).format_version
    except ValidationError:
        return
    if version != FORMAT_VERSION:
        how = (
            "`python -m pipeline snapshot PROFILE` writes them anew" if version < FORMAT_VERSION else "update this one"
        )
        expected = (
            f"{FORMAT_VERSION}, which this Crosscheck reads; {how}, or leave them out with CROSSCHECK_SNAPSHOT=none"
        )
        raise DataFormatError(path, None, f"shipped results of format {version}", expected)


def _check_file(path: Path, described: ShippedFile) -> None:
    if not path.is_file():
        raise MissingDataError(f"{path} is missing, but {MANIFEST} beside it names it; {_MEND}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != described.sha256:
        expected = f"{described.sha256}, as {MANIFEST} beside it says (damaged or cut off?); {_MEND}"
        raise DataFormatError(path, None, f"sha256 {found}", expected)


def load_shipped(connection: duckdb.DuckDBPyConnection, shipped: Shipped, local: Sequence[str]) -> None:
    """Append the rows of all parts to the tables, but for runs that the home has itself; the home's are in already.

    A run that two parts hold, such as one of a profile that answers a study as well, is taken from the first.

    Args:
        local: run_ids that are not taken from the shipped results.

    Raises:
        DataFormatError: a file whose columns do not fit the tables.
    """
    known = list(local)
    for part in shipped.parts:
        connection.register("incoming_local_runs", pa.table({"run_id": pa.array(known, pa.string())}))
        for table in part.manifest.files:
            try:
                connection.execute(loading_sql(f"shipped_{table}"), {"file": str(part.path(table))})
            except duckdb.Error as error:
                found = f"rows that cannot be loaded ({error})"
                raise DataFormatError(part.path(table), None, found, f"rows of table {table}; {_MEND}") from error
        connection.unregister("incoming_local_runs")
        known += _run_ids(part)


def shipped_run_ids(shipped: Shipped) -> frozenset[str]:
    """Ids of the runs of all parts."""
    return frozenset(run_id for part in shipped.parts for run_id in _run_ids(part))


def shipped_cells(shipped: Shipped) -> dict[str, frozenset[str]]:
    """The names of the cells that are scored, by run, in the form of `pipeline.store.records.cell_name`."""
    cells: dict[str, set[str]] = {}
    for part in shipped.parts:
        rows = pq.read_table(part.path("scores"), columns=["run_id", "task", "split", "language"]).to_pylist()
        for row in rows:
            cells.setdefault(row["run_id"], set()).add(cell_name(row["task"], Split(row["split"]), row["language"]))
    return {run_id: frozenset(names) for run_id, names in cells.items()}


def _run_ids(part: ShippedPart) -> list[str]:
    return [str(run_id) for run_id in pq.read_table(part.path("runs"), columns=["run_id"])["run_id"].to_pylist()]
