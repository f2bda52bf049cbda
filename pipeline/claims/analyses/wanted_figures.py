"""The figures that a claim is missing, as a table to fill in from the paper at hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipeline.claims.evidence.described import printed_facts
from pipeline.claims.evidence.printed import AVERAGE, printed_name, printed_sources
from pipeline.claims.evidence.reported import Arms, Facts, asked_of, printed_arms
from pipeline.claims.queries import query_rows
from pipeline.claims.registry.claims_file import n_decimals
from pipeline.domain.claim import Claim
from pipeline.store.benchmarks import stored_benchmarks

COLUMNS = ("system", "task", "language", "split", "metric", "decimals", "checked_source", "value")


@dataclass(frozen=True, slots=True)
class WantedFigure:
    """One cell to fill in."""

    system: str
    task: str
    language: str
    split: str
    metric: str
    decimals: int  # as many as the claimed value has
    checked_source: str  # that prints it; figures entered by hand are never put beside it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a claim is missing; without figures `why_none` says why."""

    figures: tuple[WantedFigure, ...]
    why_none: str = ""

    @property
    def n_checked(self) -> int:
        """Figures that some checked source prints, if none prints all."""
        return sum(bool(figure.checked_source) for figure in self.figures)


def wanted_figures(connection: duckdb.DuckDBPyConnection, claim: Claim, reading: str | None = None) -> Wanted:
    """The figures that one table has to print for a verdict, of the readings that no table prints in full.

    Args:
        connection: to a built file.
        reading: this one alone; None: all.
    """
    every = printed_arms(claim)
    if not every:
        why = (
            f"claim {claim.claim_id!r} is of kind {claim.kind.value}, which printed figures do not decide: that takes "
            "scores of runs (`python -m pipeline import scores`)"
        )
        return Wanted((), why)
    chosen = [arms for arms in every if reading is None or arms.name == reading]
    if not chosen:
        names = ", ".join(arms.name for arms in every)
        return Wanted((), f"claim {claim.claim_id!r} has no reading {reading!r}; it has {names}")
    facts = printed_facts(claim, stored_benchmarks(connection), query_rows(connection, "task_facts"))
    found: dict[WantedFigure, None] = {}
    whole: list[str] = []
    for arms in chosen:
        complete = _complete_tables(connection, claim, facts, arms)
        if complete:
            whole.append(f"{arms.name}: {'; '.join(complete)}")
        else:
            found |= dict.fromkeys(_cells(connection, claim, facts, arms))
    if not found:
        return Wanted((), f"nothing is missing of claim {claim.claim_id!r}: it is judged from {' and '.join(whole)}")
    return Wanted(tuple(found))


def _complete_tables(connection: duckdb.DuckDBPyConnection, claim: Claim, facts: Facts, arms: Arms) -> list[str]:
    question = asked_of(claim, facts)
    sources = [
        source
        for other in arms.others or (None,)
        for source in printed_sources(connection, question, arms.system, other)
        if source.values and not source.missing and not source.is_of_averages
    ]
    return [
        f"{source.title if source.entered else source.source_id}, {source.table}"
        + (f" (entered by hand by {source.entered.by})" if source.entered else "")
        for source in sources
    ]


def _cells(connection: duckdb.DuckDBPyConnection, claim: Claim, facts: Facts, arms: Arms) -> Sequence[WantedFigure]:
    question = asked_of(claim, facts)
    sides = (arms.system, *arms.others)
    encoders = sorted({name.partition("+")[0] for side in sides for name in (side.encoder, *side.aliases)})
    rows = query_rows(connection, "printed_figures", encoders=encoders, tasks=list(question.tasks))
    found = []
    for side in sides:
        names = (printed_name(side), *side.aliases)
        for task in question.tasks:
            for language in question.languages[task] or (AVERAGE,):
                for metric in question.metrics[task]:
                    cell = (task, language, metric, question.splits[task])
                    places = [
                        f"{row['source_id']}, {row['table_or_section']}"
                        for row in rows
                        if row["encoder"] in names
                        and row["entered_by"] is None
                        and (row["task"], row["language"], row["metric"], row["split"]) == cell
                    ]
                    printed = "; ".join(dict.fromkeys(places))
                    decimals = n_decimals(claim.value)
                    found.append(
                        WantedFigure(
                            printed_name(side), task, language, question.splits[task], metric, decimals, printed
                        )
                    )
    return found


def template_csv(figures: Sequence[WantedFigure]) -> str:
    """The cells as CSV whose last column is left to be filled in."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for figure in figures:
        cells = (figure.system, figure.task, figure.language, figure.split, figure.metric, figure.decimals)
        writer.writerow((*cells, figure.checked_source, ""))
    return text.getvalue()
