"""The audit of published figures as rows of a built file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipeline.audits.published.audit import find_discrepancies
from pipeline.audits.published.counted import ImportedFigure
from pipeline.audits.published.findings import TIERS, Cell, Discrepancy, ranked
from pipeline.domain.benchmark import Benchmarks
from pipeline.store.benchmarks import stored_benchmarks
from pipeline.store.home import REFERENCE
from pipeline.store.languages import load_languages
from pipeline.store.reference import ReportedScore, load_datasets, load_reported_scores
from pipeline.store.tables import insert_rows, read_sql


def shipped_discrepancies(
    reference: Path = REFERENCE,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
    imported: Sequence[ImportedFigure] = (),
) -> tuple[Discrepancy, ...]:
    """Findings on the published figures of a reference folder and on imported scores, the strongest first.

    Raises:
        MissingDataError, DataFormatError: a file is missing or breaks its form.
    """
    figures = load_reported_scores(reference, benchmarks)
    return find_discrepancies(figures, load_datasets(reference), load_languages(), benchmarks, imported)


def imported_figures(connection: duckdb.DuckDBPyConnection) -> list[ImportedFigure]:
    """Every imported score of an open file that can be checked within its import."""
    cursor = connection.execute(read_sql("audits", "imported_figures"))
    columns = [column[0] for column in cursor.description or ()]
    rows = (dict(zip(columns, row, strict=True)) for row in cursor.fetchall())
    return [_imported(-number, row) for number, row in enumerate(rows, 1)]


def _imported(number: int, row: Mapping[str, Any]) -> ImportedFigure:
    after = "" if row["regime"] == "none" else f" after {row['regime']}"
    text = row["value_text"] or f"{row['value']:.5f}".rstrip("0").rstrip(".")
    figure = ReportedScore(
        reported_id=number,
        source_id=row["source_id"],
        source_title=row["source_id"],
        source_url="imported",
        table_or_section=row["table_or_section"] or row["source_id"],
        setting="",
        encoder=row["encoder"],
        params_millions=None,
        task=row["task"],
        language=row["language"],
        flag="",
        system=f"{row['encoder']}{after}, seed {row['seed']}",
        metric=row["metric"],
        split=row["split"],
        value=float(text),
        value_text=text,
    )
    return ImportedFigure(figure, row["is_share"], row["n_examples"], row["n_seeds"])


def entered_discrepancies(connection: duckdb.DuckDBPyConnection) -> list[Discrepancy]:
    """What contradicts itself within each table that a reader entered by hand; never held against other sources."""
    cursor = connection.execute("select * from entered_scores order by reported_id")
    columns = [column[0] for column in cursor.description or ()]
    tables: dict[str, list[ReportedScore]] = {}
    for row in cursor.fetchall():
        named = dict(zip(columns, row, strict=True))
        figure = ReportedScore(**{name: named[name] for name in ReportedScore.model_fields})
        tables.setdefault(figure.source_id, []).append(figure)
    benchmarks, datasets, languages = stored_benchmarks(connection), load_datasets(), load_languages()
    return [
        one
        for source, figures in tables.items()
        for one in find_discrepancies(_of_one_split(figures), datasets, languages, benchmarks)
        if any(cell.source == source for cell in one.cells)
    ]


def _of_one_split(figures: Sequence[ReportedScore]) -> list[ReportedScore]:
    """Figures of a table whose tasks have several splits as of one, so that averages over them are recomputed."""
    splits = {figure.split for figure in figures}
    if len(splits) == 1:
        return list(figures)
    return [figure.model_copy(update={"split": "as claimed"}) for figure in figures]


def fill_discrepancies(connection: duckdb.DuckDBPyConnection, reference: Path = REFERENCE) -> None:
    """Fill discrepancies and discrepancy_figures of an open file."""
    of_others = shipped_discrepancies(reference, stored_benchmarks(connection), imported_figures(connection))
    found = ranked([*of_others, *entered_discrepancies(connection)])
    insert_rows(connection, "discrepancies", [finding_row(rank, it) for rank, it in enumerate(found, 1)])
    insert_rows(
        connection, "discrepancy_figures", [row for rank, it in enumerate(found, 1) for row in cell_rows(rank, it)]
    )


def finding_row(rank: int, found: Discrepancy) -> dict[str, object]:
    """A finding without its numbers; columns of table `discrepancies`."""
    return {
        "discrepancy": rank,
        "kind": found.kind.value,
        "tier": found.tier,
        "tier_text": TIERS[found.tier],
        "sentence": found.sentence,
        "encoder": found.encoder,
        "tasks": _distinct(found.cells, "task"),
        "languages": _distinct(found.cells, "language"),
        "sources": _distinct(found.cells, "source"),
        "size": found.size,
        "rounding": found.rounding,
        "strength": found.strength,
    }


def cell_rows(rank: int, found: Discrepancy) -> list[dict[str, object]]:
    """The numbers of a finding; columns of table `discrepancy_figures`."""
    return [
        {
            "discrepancy": rank,
            "position": position,
            "reported_id": cell.reported_id,
            "is_computed": cell.is_computed,
            "source": cell.source,
            "place": cell.place,
            "system": cell.system,
            "task": cell.task,
            "language": cell.language,
            "metric": cell.metric,
            "split": cell.split,
            "setting": cell.setting,
            "value": cell.value,
            "value_text": cell.value_text,
        }
        for position, cell in enumerate(found.cells, 1)
    ]


def _distinct(cells: Sequence[Cell], field: str) -> list[str]:
    return [text for text in dict.fromkeys(str(getattr(cell, field)) for cell in cells) if text]
