"""A built file with its claims judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.audits.published.stored import fill_discrepancies
from pipeline.audits.reports.stored import fill_audit
from pipeline.claims.analyses.comparisons import fill_comparisons
from pipeline.claims.analyses.gain_intervals import fill_gain_intervals
from pipeline.claims.analyses.studies import fill_studies
from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathering import judge_claims
from pipeline.claims.provenance.differences import fill_differences
from pipeline.claims.provenance.inputs import fill_drawer
from pipeline.claims.provenance.ledger import record_changes
from pipeline.claims.provenance.ledger_file import Line, append_lines, read_ledger
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.claim import Claim
from pipeline.domain.task import Task
from pipeline.store.build import build
from pipeline.store.documents import read_documents
from pipeline.store.home import CLAIMS, REFERENCE, Home
from pipeline.store.shipped import read_shipped
from pipeline.store.study_records import join_studies, read_studies


def build_judged(
    home: Home,
    *,
    now: datetime,
    git_commit: str | None,
    tasks: Sequence[Task],
    claims_folder: Path = CLAIMS,
    reference: Path = REFERENCE,
    shipped: Path | None = None,
) -> Path:
    """Make a new DuckDB file of the home, evidence and verdicts included, and return its path; publish it apart.

    What it changes in verdicts is appended to the home's ledger once the file is whole.
    The caller holds the home's lock (`pipeline.store.lock.writing`).

    Args:
        shipped: folder of shipped results to load as well (`pipeline.store.shipped.find_shipped`).

    Raises:
        ClaimError, DataFormatError, MissingDataError: a claims file, record or reference file that is broken.
    """
    claims = load_claims(claims_folder)
    documents = read_documents(home.documents)
    studies = join_studies(
        read_studies(home.study_records), read_shipped(shipped).study_records if shipped is not None else ()
    )
    ledger = read_ledger(home.ledger)
    news: list[Line] = []

    def judge(connection: duckdb.DuckDBPyConnection) -> None:
        answers = Answers(connection)
        judge_all(connection, claims, answers)
        fill_gain_intervals(connection, answers)
        fill_comparisons(connection, answers)
        fill_audit(connection, documents, claims, reference)
        fill_discrepancies(connection, reference)
        fill_studies(connection, studies)
        news.extend(record_changes(connection, ledger, now))

    path = build(
        home,
        now=now,
        git_commit=git_commit,
        tasks=tasks,
        claims=claims,
        judge=judge,
        documents=documents,
        studies=studies,
        reference=reference,
        shipped=shipped,
    )
    append_lines(home.ledger, ledger, news)
    return path


def judge_all(connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim], answers: Answers | None = None) -> None:
    """Fill evidence, verdicts, their drawer and their differences of an open file."""
    judge_claims(connection, claims, answers)
    fill_drawer(connection)
    fill_differences(connection)
