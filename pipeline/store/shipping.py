"""Finished runs of a home written as the snapshot that ships with the project; `pipeline.store.shipped` reads it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.domain.errors import CrosscheckError, unknown_name
from pipeline.domain.run import Run, RunStatus
from pipeline.store.atomic import write_atomically, write_text
from pipeline.store.home import Home
from pipeline.store.loading import RunRecord, load_records, read_records
from pipeline.store.shipped import MANIFEST, OPTIONAL_TABLES, TABLES, MachineRuns, ShippedFile, ShippedManifest
from pipeline.store.tables import create_marts, create_tables, read_sql

MEGABYTE = 1_000_000
MAX_MEGABYTES = 10.0
_N_COLUMNS_NAMED = 5


class SnapshotError(CrosscheckError, ValueError):
    """Runs that cannot be shipped: too many bytes, or bound to the machine that made them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Chosen:
    """The runs to ship, and how many of the same profiles are left out."""

    records: tuple[RunRecord, ...]
    n_unfinished: int
    n_superseded: int


def write_snapshot(
    home: Home, profiles: Sequence[str], out: Path, *, max_megabytes: float = MAX_MEGABYTES
) -> ShippedManifest:
    """Put the finished runs of `profiles` below `out` as Parquet and a manifest, and return the manifest.

    Of several finished records of one run (settings or code changed in between) the newest is taken. The same home
    gives the same bytes. Nothing is written unless everything fits.

    Args:
        max_megabytes: of all files together, in millions of bytes.

    Raises:
        UnknownNameError: a profile without finished runs.
        SnapshotError: more bytes than `max_megabytes`, or an encoder that only this machine has.
        DataFormatError, MissingDataError: a broken record.
    """
    return write_chosen(
        _choose(read_records(home.runs), profiles), sorted(set(profiles)), out, max_megabytes=max_megabytes
    )


def write_chosen(chosen: Chosen, profiles: list[str], out: Path, *, max_megabytes: float) -> ShippedManifest:
    """Put the runs chosen below `out` as Parquet and a manifest, and return the manifest; raises as write_snapshot."""
    for run in (record.run for record in chosen.records):
        _check_encoder(run)
    with closing(_load(chosen.records)) as connection:
        contents = {table: _parquet(connection, table) for table in (*TABLES, *OPTIONAL_TABLES)}
        for table in OPTIONAL_TABLES:
            if _describe_file(contents[table]).n_rows == 0:
                del contents[table]
        manifest = _describe(connection, profiles, contents, chosen)
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    _check_size(contents, len(text.encode()), max_megabytes)
    for table, content in contents.items():
        write_atomically(out / f"{table}.parquet", partial(Path.write_bytes, data=content))
    write_text(out / MANIFEST, text)  # last: until then the old one refuses the new files
    return manifest


def _choose(records: Sequence[RunRecord], profiles: Sequence[str]) -> Chosen:
    named = [record for record in records if record.run.profile in profiles]
    finished = [record for record in named if record.run.status is RunStatus.FINISHED]
    for profile in profiles:
        if profile not in {record.run.profile for record in finished}:
            raise unknown_name("profile with finished runs", profile, {record.run.profile for record in records})
    with closing(_load([dataclasses.replace(record, curve=None, cells=()) for record in finished])) as connection:
        current = {run_id for (run_id,) in connection.execute("select run_id from current_runs").fetchall()}
    kept = tuple(record for record in finished if record.run.run_id in current)
    return Chosen(kept, len(named) - len(finished), len(finished) - len(kept))


def _check_encoder(run: Run) -> None:
    if Path(run.encoder).is_absolute():
        raise SnapshotError(
            f"run {run.run_id!r} starts from {run.encoder!r}, a folder of this machine that nobody else has; "
            "give the profile an encoder that ships with the project, or a public one, and run it again"
        )


def _load(records: Sequence[RunRecord]) -> duckdb.DuckDBPyConnection:
    """The tables of a store in memory, filled with these runs alone."""
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    create_tables(connection)
    load_records(connection, tuple(records))
    create_marts(connection)
    return connection


def _parquet(connection: duckdb.DuckDBPyConnection, table: str) -> bytes:
    """One file; sorted rows and zstd's best ordinary level, measured in docs/decisions/0004."""
    rows = connection.sql(read_sql("shipping", table)).to_arrow_table()
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd", compression_level=19, store_schema=False)
    return bytes(sink.getvalue())


def _describe(
    connection: duckdb.DuckDBPyConnection, profiles: list[str], contents: dict[str, bytes], chosen: Chosen
) -> ShippedManifest:
    provenance = _rows(connection, "provenance")[0]
    digests: dict[str, list[str]] = {}
    for row in _rows(connection, "source_digests"):
        digests.setdefault(row["source"], []).append(row["source_digest"])
    return ShippedManifest(
        profiles=profiles,
        files={table: _describe_file(content) for table, content in contents.items()},
        measured_from=provenance["measured_from"].replace(tzinfo=UTC),
        measured_to=provenance["measured_to"].replace(tzinfo=UTC),
        git_commits=sorted(provenance["git_commits"]),
        code_digests=sorted(provenance["code_digests"]),
        source_digests=digests,
        versions=[json.loads(text) for text in sorted(provenance["versions"])],
        machines=[
            MachineRuns(machine=json.loads(row["machine"]), n_runs=row["n_runs"])
            for row in _rows(connection, "machines")
        ],
        scoring_seconds=round(provenance["scoring_seconds"], 1),
        training_seconds=round(provenance["training_seconds"], 1),
        n_unfinished_left_out=chosen.n_unfinished,
        n_superseded_left_out=chosen.n_superseded,
        texts_left_out=sorted(set(digests) - {"generated"}),
    )


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(read_sql("shipping", name)).to_arrow_table().to_pylist()
    return rows


def _describe_file(content: bytes) -> ShippedFile:
    n_rows = pq.read_metadata(pa.BufferReader(content)).num_rows
    return ShippedFile(n_rows=n_rows, n_bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def _check_size(contents: dict[str, bytes], n_manifest_bytes: int, max_megabytes: float) -> None:
    n_bytes = n_manifest_bytes + sum(len(content) for content in contents.values())
    if n_bytes <= max_megabytes * MEGABYTE:
        return
    columns: list[tuple[int, str]] = []
    for table, content in contents.items():
        columns += [(size, f"{table}.{column}") for column, size in _column_sizes(content).items()]
    largest = sorted(columns, reverse=True)[:_N_COLUMNS_NAMED]
    named = ", ".join(f"{name} {size / 1000:.1f}" for size, name in largest)
    raise SnapshotError(
        f"the snapshot takes {n_bytes / MEGABYTE:.3f} MB, more than the {max_megabytes:g} MB allowed; nothing was "
        f"written. Most of it, in kB: {named}. Name fewer profiles, or allow more with --max-mb"
    )


def _column_sizes(content: bytes) -> dict[str, int]:
    """Compressed bytes by column of a Parquet file."""
    described = pq.read_metadata(pa.BufferReader(content))
    sizes: dict[str, int] = {}
    for group in range(described.num_row_groups):
        for number in range(described.num_columns):
            chunk = described.row_group(group).column(number)
            sizes[chunk.path_in_schema] = sizes.get(chunk.path_in_schema, 0) + chunk.total_compressed_size
    return sizes
