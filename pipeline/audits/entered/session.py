"""A table that somebody typed in, judged against one claim and audited for contradictions; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import duckdb

from pipeline.audits.entered.labels import Known, known_names
from pipeline.audits.entered.reading import ReadTable
from pipeline.audits.published.audit import find_discrepancies
from pipeline.audits.published.findings import Discrepancy
from pipeline.audits.reports.matching.aliases import Aliases, load_aliases
from pipeline.claims.evidence.gathering import printed_figures_evidence
from pipeline.claims.registry.claims_file import load_claims
from pipeline.claims.verdicts.reasons import judged
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.claim import Claim
from pipeline.domain.evidence import Evidence
from pipeline.domain.names import Names
from pipeline.domain.task import Benchmark, FolderFiles, Split, Task, TaskRole, TaskType
from pipeline.domain.verdict import Verdict
from pipeline.store.benchmarks import as_tasks, benchmark_rows, pairs_of
from pipeline.store.entered import EnteredTable, entered_rows
from pipeline.store.languages import load_languages
from pipeline.store.reference import ReportedScore, load_datasets, load_reported_scores
from pipeline.store.tables import create_tables, insert_rows

GAIN_OVER = "points_gain_over_"  # metric of a printed gain, in the audit of published figures


@dataclass(frozen=True, slots=True)
class Judged:
    """One reading of a claim with the verdict that the table gives."""

    evidence: Evidence
    verdict: Verdict

    @property
    def n_figures(self) -> int:
        """Figures of the table behind it."""
        ids = self.evidence.inputs.get("reported_ids")
        return len(ids) if isinstance(ids, list) else 0


def reader_knowledge(
    tasks: Mapping[str, Task],
    *,
    claims: Sequence[Claim] = (),
    claim: Claim | None = None,
    stated: Mapping[str, str] | None = None,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> Known:
    """What labels of tables are read against: registered tasks and languages, claims that ship, published systems.

    Args:
        claims: further claims whose systems are known by name.
        claim: that the table is held against.
        stated: what the reader says of labels.
        benchmarks: described ones, whose tasks, pairs of languages and metrics are read too.
    """
    shipped, published, aliases = _shipped()
    languages, every_task = load_languages(), {**tasks, **as_tasks(benchmarks)}
    names = Names(every_task, [*languages, *pairs_of(benchmarks, languages)])
    every = [*shipped, *claims]
    return known_names(every_task, names, aliases, every, published, claim=claim, stated=stated, benchmarks=benchmarks)


@cache
def _shipped() -> tuple[tuple[Claim, ...], tuple[str, ...], Aliases]:
    """Claims, encoders of published figures and aliases as they ship; read once."""
    encoders = tuple(dict.fromkeys(score.encoder for score in load_reported_scores()))
    return tuple(load_claims()), encoders, load_aliases()


def judge_table(
    claim: Claim,
    table: EnteredTable,
    task_rows: Sequence[Mapping[str, object]],
    *,
    remark: str = "",
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> list[Judged]:
    """What the figures of a table alone say of a claim, by the same judge as everything else; decided readings first.

    Args:
        task_rows: of table `tasks`.
        remark: ends the reasons instead of who entered the figures, when and from where.
    """
    with duckdb.connect() as connection:
        create_tables(connection)
        insert_rows(connection, "tasks", task_rows)
        insert_rows(connection, "benchmark_metrics", benchmark_rows(benchmarks))
        insert_rows(connection, "entered_scores", entered_rows([table]))
        found = printed_figures_evidence(connection, claim)
    if remark:
        found = [replace(one, remarks=(remark, *one.remarks[1:])) if one.remarks else one for one in found]
    every = [Judged(evidence, judged(claim, evidence)) for evidence in found]
    return sorted(every, key=lambda one: one.evidence.estimate is None)


def audit_table(
    read: ReadTable,
    about: EnteredTable,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> tuple[Discrepancy, ...]:
    """Contradictions within a table: averages that do not follow from their cells, gains, orders, impossible values.

    The split plays no part within one table, where a benchmark has a development set for some of its tasks alone.
    """
    scores = [score.model_copy(update={"split": _split_of(read)}) for score in about.scores()]
    found = find_discrepancies([*scores, *_gains(read, scores)], load_datasets(), load_languages(), benchmarks)
    return tuple(
        replace(one, sentence=one.sentence.replace(about.source_id, "The table"))
        for one in found
        if any(cell.source == about.source_id for cell in one.cells)
    )


def _split_of(read: ReadTable) -> str:
    splits = {one.figure.split for one in read.figures}
    return splits.pop() if len(splits) == 1 else "as claimed"


def _gains(read: ReadTable, scores: Sequence[ReportedScore]) -> list[ReportedScore]:
    """Gains in brackets, over the one system of the table that prints none."""
    with_gains = {one.figure.encoder for one in read.figures if one.gain is not None}
    others = [one.figure.system for one in read.figures if one.figure.encoder not in with_gains]
    baselines = list(dict.fromkeys(others))
    if len(baselines) != 1:
        return []
    return [
        score.model_copy(
            update={
                "reported_id": score.reported_id + len(scores),
                "metric": f"{GAIN_OVER}{baselines[0]}",
                "value": float(one.gain.value),
                "value_text": str(one.gain.value),
            }
        )
        for one, score in zip(read.figures, scores, strict=True)
        if one.gain is not None
    ]


def tasks_of_rows(rows: Sequence[Mapping[str, object]]) -> dict[str, Task]:
    """Registered tasks as far as labels are read against them.

    Args:
        rows: of table `tasks`.
    """
    return {str(row["task"]): _task(row) for row in rows}


def _task(row: Mapping[str, object]) -> Task:
    splits = set(_listed(row["splits"]))
    return Task(
        task=str(row["task"]),
        title=str(row["title"]),
        role=TaskRole(str(row["role"])),
        task_type=TaskType(str(row["task_type"])),
        metrics=_listed(row["metrics"]),
        languages=_listed(row["languages"]),
        train_task=None,
        benchmark=Benchmark(str(row["benchmark"])),
        folder=FolderFiles(
            "", dev="dev" if Split.DEV in splits else None, test="test" if Split.TEST in splits else None
        ),
    )


def _listed(value: object) -> tuple[str, ...]:
    """A list of texts, as DuckDB or pandas gives it."""
    return tuple(map(str, value)) if isinstance(value, Iterable) else ()
