"""Measured results that ship with the project (data/snapshot): tables of finished runs as Parquet, and a manifest.

data/snapshot/manifest.json     what the files hold and where the numbers come from
data/snapshot/<table>.parquet   rows of that table of the store; `pipeline.store.shipping` writes them
data/snapshot/studies/          the same for the runs of studies, where there are any, and which of them answers what
data/snapshot/studies/studies.json
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.study import Study
from pipeline.store.home import DATA
from pipeline.store.study_records import read_study_file
from pipeline.store.tables import loading_sql

SNAPSHOT = DATA / "snapshot"
MANIFEST = "manifest.json"
STUDIES = "studies"  # folder of the studies' runs below a snapshot
STUDIES_FILE = "studies.json"
TABLES = ("missing_cells", "predictions", "runs", "scores", "training_curves")
OPTIONAL_TABLES = ("layer_scores",)  # not in snapshots of runs without such rows
_MEND = "restore the folder with `git checkout -- data/snapshot`, or leave it out with CROSSCHECK_SNAPSHOT=none"


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
class Shipped:
    """A snapshot whose files are those of its manifest."""

    folder: Path
    manifest: ShippedManifest
    sha256: str  # of manifest.json, and of what holds the studies where there are any
    studies: Shipped | None = None  # their runs
    study_records: tuple[Study, ...] = ()

    def path(self, table: str) -> Path:
        """Its Parquet file of a table."""
        return self.folder / f"{table}.parquet"


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
    """The snapshot in `folder` with its studies, every file compared with its manifest.

    Raises:
        MissingDataError: a manifest or a file that it names is not there.
        DataFormatError: a manifest is none, of another format, or a file is not the one it describes.
    """
    shipped = _read_folder(folder)
    if not (folder / STUDIES).is_dir():
        return shipped
    studies, path = _read_folder(folder / STUDIES), folder / STUDIES / STUDIES_FILE
    if not path.is_file():
        raise MissingDataError(f"{path} is missing, so the shipped studies cannot be read; {_MEND}")
    digest = hashlib.sha256(f"{shipped.sha256} {studies.sha256} ".encode() + path.read_bytes())
    return replace(shipped, sha256=digest.hexdigest(), studies=studies, study_records=read_study_file(path))


def _read_folder(folder: Path) -> Shipped:
    path = folder / MANIFEST
    if not path.is_file():
        raise MissingDataError(f"{path} is missing, so the shipped results cannot be read; {_MEND}")
    content = path.read_bytes()
    try:
        manifest = ShippedManifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        expected = f"the manifest of shipped results ({first['msg']}); {_MEND}"
        raise DataFormatError(path, None, f"{first['input']!r:.80} at {place!r}", expected) from error
    if not set(TABLES) <= set(manifest.files) <= {*TABLES, *OPTIONAL_TABLES}:
        raise DataFormatError(path, None, f"files {sorted(manifest.files)}", f"one for each of {TABLES}; {_MEND}")
    shipped = Shipped(folder, manifest, hashlib.sha256(content).hexdigest())
    for table, file in manifest.files.items():
        _check_file(shipped.path(table), file)
    return shipped


def _check_file(path: Path, described: ShippedFile) -> None:
    if not path.is_file():
        raise MissingDataError(f"{path} is missing, but {MANIFEST} beside it names it; {_MEND}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != described.sha256:
        expected = f"{described.sha256}, as {MANIFEST} beside it says (damaged or cut off?); {_MEND}"
        raise DataFormatError(path, None, f"sha256 {found}", expected)


def load_shipped(connection: duckdb.DuckDBPyConnection, shipped: Shipped, local: Sequence[str]) -> None:
    """Append the rows of a snapshot to the tables, but for runs that the home has itself; the home's are in already.

    Args:
        local: run_ids that are not taken from the snapshot.

    Raises:
        DataFormatError: a file whose columns do not fit the tables.
    """
    connection.register("incoming_local_runs", pa.table({"run_id": pa.array(local, pa.string())}))
    for table in shipped.manifest.files:
        try:
            connection.execute(loading_sql(f"shipped_{table}"), {"file": str(shipped.path(table))})
        except duckdb.Error as error:
            expected = f"rows of table {table}; {_MEND}"
            raise DataFormatError(
                shipped.path(table), None, f"rows that cannot be loaded ({error})", expected
            ) from error
    connection.unregister("incoming_local_runs")
    if shipped.studies is not None:
        load_shipped(connection, shipped.studies, local)


def shipped_run_ids(shipped: Shipped) -> frozenset[str]:
    """Ids of its runs, those of studies among them."""
    column = pq.read_table(shipped.path("runs"), columns=["run_id"])["run_id"]
    own = frozenset(str(run_id) for run_id in column.to_pylist())
    return own if shipped.studies is None else own | shipped_run_ids(shipped.studies)
