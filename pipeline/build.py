"""A built file with its claims judged."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.audits.published.stored import fill_discrepancies
from pipeline.audits.reports.facts_alone import document_of
from pipeline.audits.reports.stored import fill_audit
from pipeline.claims.analyses.comparisons import fill_comparisons
from pipeline.claims.analyses.gain_intervals import fill_gain_intervals
from pipeline.claims.analyses.multiverse import fill_multiverse
from pipeline.claims.analyses.studies import fill_studies
from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathering import judge_claims
from pipeline.claims.provenance.differences import fill_differences
from pipeline.claims.provenance.inputs import fill_inputs
from pipeline.claims.provenance.ledger import record_changes
from pipeline.claims.provenance.ledger_file import Line, append_lines, read_ledger
from pipeline.claims.queries import sql_literal
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.claim import Claim
from pipeline.domain.task import Task
from pipeline.recheck import Check, Checked, recheck
from pipeline.store.benchmarks import benchmark_rows, folders_of, load_benchmarks
from pipeline.store.build import build
from pipeline.store.document_facts import DOCUMENTS, read_facts, without_text_beside
from pipeline.store.documents import read_documents
from pipeline.store.home import CLAIMS, REFERENCE, Home
from pipeline.store.publish import open_build
from pipeline.store.shipped import Shipped, read_shipped, shipped_run_ids
from pipeline.store.study_records import join_studies, read_studies
from pipeline.store.tables import KEPT_MARTS, create_marts, create_tables, insert_rows

Report = Callable[[str], None]


def say_nothing(step: str) -> None:
    """Report of a build that nobody watches."""


def build_judged(
    home: Home,
    *,
    now: datetime,
    git_commit: str | None,
    tasks: Sequence[Task],
    claims_folder: Path = CLAIMS,
    reference: Path = REFERENCE,
    shipped: Path | None = None,
    facts_folder: Path = DOCUMENTS,
    report: Report = say_nothing,
    check: Check = Check.SAMPLE,
    benchmarks: Benchmarks | None = None,
) -> Path:
    """Make a new DuckDB file of the home, evidence and verdicts included, and return its path; publish it apart.

    What it changes in verdicts is appended to the home's ledger once the file is whole.
    The caller holds the home's lock (`pipeline.store.lock.writing`).

    Args:
        shipped: folder of shipped results to load as well (`pipeline.store.shipped.find_shipped`).
        facts_folder: facts of reports that ship; read where shipped results are.
        report: is told what is being done, step by step.
        benchmarks: described ones; None: those that ship and those of the home.
        check: how many of the scores that take long to compute are held against their answers.

    Raises:
        BenchmarkError: a described benchmark that breaks the form, or claims a name that is taken.
        ClaimError, DataFormatError, MissingDataError: a claims file, record or reference file that is broken, or a
            score that the answers stored with it do not give.
    """
    described = benchmarks
    if described is None:
        described = load_benchmarks(folders_of(home), registered=[task.task for task in tasks])
    claims = load_claims(claims_folder)
    documents = read_documents(home.documents)
    known = read_facts(facts_folder) if shipped is not None else ()
    facts = without_text_beside(known, (document.title for document in documents))
    by_id = {claim.claim_id: claim for claim in claims}
    studies = join_studies(
        read_studies(home.study_records), read_shipped(shipped).study_records if shipped is not None else ()
    )
    ledger = read_ledger(home.ledger)
    news: list[Line] = []

    def judge(connection: duckdb.DuckDBPyConnection) -> None:
        report("holding scores against their answers")
        draw = random.Random(now.isoformat())  # noqa: S311  # other cells each time, and no secret
        checked = recheck(connection, check, draw, lambda *of: _place(home, shipped, *of))
        report(_of_check(checked))
        answers = Answers(connection)
        report(f"judging {len(claims)} claims")
        judge_all(connection, claims, answers)
        report("intervals of all gains")
        fill_gain_intervals(connection, answers)
        report("regimes set against each other")
        fill_comparisons(connection, answers)
        report("documents, published figures, studies")
        fill_audit(connection, documents, claims, reference, facts)
        fill_discrepancies(connection, reference)
        fill_studies(connection, studies)
        news.extend(record_changes(connection, ledger, now))

    report("reading run records and published figures")
    path = build(
        home,
        now=now,
        git_commit=git_commit,
        tasks=tasks,
        claims=claims,
        judge=judge,
        documents=[*documents, *(document_of(one, by_id) for one in facts)],
        studies=studies,
        reference=reference,
        shipped=shipped,
        benchmarks=described,
    )
    append_lines(home.ledger, ledger, news)
    return path


def _place(home: Home, shipped: Path | None, run_id: str, cell: str) -> str:
    """The file that the scores of a cell were read from."""
    own = home.runs / run_id / "cells" / f"{cell}.json"
    if own.is_file() or shipped is None:
        return str(own)
    parts = (part for part in read_shipped(shipped).parts if run_id in shipped_run_ids(Shipped((part,), "")))
    return str(next((part.path("scores") for part in parts), shipped))


def _of_check(checked: Checked) -> str:
    of_long = f"{checked.n_cells_checked} of {checked.n_cells} cells word by word"
    more = f" (`build --check {Check.ALL}` does all)" if checked.n_cells_checked < checked.n_cells else ""
    n_checked = f"{checked.n_scores_checked} of {checked.n_scores}"
    return f"{n_checked} scores are what their answers' outcomes give, {of_long}{more}"


def judge_all(connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim], answers: Answers | None = None) -> None:
    """Fill evidence, verdicts, multiverse, the inputs behind each verdict and its differences from the claim."""
    judge_claims(connection, claims, answers)
    fill_multiverse(connection, claims)
    fill_inputs(connection)
    fill_differences(connection)


_NOT_TAKEN = ("claims", "evidence", "verdicts", "recomputations", "evidence_inputs", "differences", "multiverse")
_TABLES = "select table_name from information_schema.tables where table_catalog = 'built' and table_type = 'BASE TABLE'"
_COLUMNS = "select column_name from information_schema.columns where table_catalog = 'memory' and table_name = 'claims'"

Judge = Callable[[duckdb.DuckDBPyConnection, Sequence[Claim]], None]


@contextmanager
def judged_against(
    path: Path, claims: Sequence[Claim], judge: Judge, benchmarks: Benchmarks | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that reads runs, scores and figures from the file at `path` and holds verdicts of its own.

    Args:
        judge: fills evidence, verdicts and what hangs on them.
        benchmarks: described ones; None: those of the file.

    Raises:
        StoreError: the file is missing, damaged, of another schema, or none of ours.
        ClaimError: a claim that cannot be judged.
    """
    open_build(path).close()
    with closing(duckdb.connect()) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {sql_literal(str(path))} as built (read_only)")
        connection.execute("set enable_external_access = false")  # views of a stranger's file may name others
        create_tables(connection)
        for (table,) in connection.execute(_TABLES).fetchall():
            is_given = benchmarks is not None and table == "benchmark_metrics"
            if table not in (*_NOT_TAKEN, *KEPT_MARTS) and not is_given:  # marts are computed from what is taken
                connection.execute(f'drop table if exists "{table}"')
                connection.execute(f'create view "{table}" as select * from built.main."{table}"')  # noqa: S608
        insert_rows(connection, "benchmark_metrics", benchmark_rows(benchmarks) if benchmarks is not None else [])
        create_marts(connection)
        columns = [name for (name,) in connection.execute(_COLUMNS).fetchall()]
        rows = [{name: dataclasses.asdict(claim)[name] for name in columns} for claim in claims]
        insert_rows(connection, "claims", rows)
        judge(connection, claims)
        yield connection
