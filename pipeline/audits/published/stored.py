"""The audit of published figures as rows of a built file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.audits.published.audit import find_discrepancies
from pipeline.audits.published.findings import TIERS, Cell, Discrepancy
from pipeline.store.home import REFERENCE
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets, load_reported_scores
from pipeline.store.tables import insert_rows


def shipped_discrepancies(reference: Path = REFERENCE) -> tuple[Discrepancy, ...]:
    """Findings on the published figures of a reference folder, the strongest first.

    Raises:
        MissingDataError, DataFormatError: a file is missing or breaks its form.
    """
    return find_discrepancies(load_reported_scores(reference), load_datasets(reference), load_languages())


def fill_discrepancies(connection: duckdb.DuckDBPyConnection, reference: Path = REFERENCE) -> None:
    """Fill discrepancies and discrepancy_figures of an open file."""
    found = shipped_discrepancies(reference)
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
