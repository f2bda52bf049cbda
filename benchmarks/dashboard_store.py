"""A published home with millions of made-up answers, built as any other file is."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmarks.verdicts import make_file
from pipeline.audits.published.stored import fill_discrepancies
from pipeline.build import judge_all
from pipeline.claims.analyses.comparisons import fill_comparisons
from pipeline.claims.analyses.gain_intervals import fill_gain_intervals
from pipeline.claims.analyses.studies import fill_studies
from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.registry.claims_file import load_claims
from pipeline.store.home import REFERENCE, Home
from pipeline.store.language_places import load_language_places
from pipeline.store.languages import load_languages
from pipeline.store.loading import naive_utc
from pipeline.store.publish import publish
from pipeline.store.reference import load_datasets, load_reported_scores
from pipeline.store.shipped import find_shipped, read_shipped
from pipeline.store.study_records import join_studies
from pipeline.store.tables import SCHEMA_VERSION, insert_rows, keep_marts

NAME = "crosscheck-20260101T000000Z-made.duckdb"


def make_home(root: Path, n_rows: int) -> Path:
    """The published file of a home with `n_rows` answers, nine target tasks, 13 regimes and three seeds.

    The answers mean nothing; published figures, languages, claims and studies are those that ship.
    """
    home = Home(root)
    home.builds.mkdir(parents=True, exist_ok=True)
    path = home.builds / NAME
    make_file(path, n_rows)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set threads = 2")
        _fill_reference(connection)
        answers = Answers(connection)
        judge_all(connection, load_claims(), answers)
        fill_gain_intervals(connection, answers)
        fill_comparisons(connection, answers)
        fill_discrepancies(connection, REFERENCE)
        shipped = find_shipped()
        fill_studies(connection, join_studies((), read_shipped(shipped).study_records if shipped is not None else ()))
        keep_marts(connection)
        connection.execute("checkpoint")
    publish(home, path)
    return path


def _fill_reference(connection: duckdb.DuckDBPyConnection) -> None:
    (n_runs,) = connection.execute("select count(*) from runs").fetchall()[0]
    build = {
        "snapshot_id": "20260101T000000Z-made",
        "schema_version": SCHEMA_VERSION,
        "built_at": naive_utc(datetime(2026, 1, 1, tzinfo=UTC)),
        "git_commit": None,
        "n_runs": n_runs,
        "inputs_digest": "0" * 64,
        "shipped_sha256": None,
    }
    insert_rows(connection, "builds", [build])
    insert_rows(connection, "languages", [dataclasses.asdict(row) for row in load_languages()])
    insert_rows(connection, "language_places", [row.model_dump() for row in load_language_places()])
    insert_rows(connection, "reported_scores", [row.model_dump() for row in load_reported_scores(REFERENCE)])
    insert_rows(connection, "datasets", [row.model_dump() for row in load_datasets(REFERENCE)])
