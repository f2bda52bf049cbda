"""What `python -m pipeline discrepancies` does, apart from reading its options."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.audits.published.counted import ImportedFigure
from pipeline.audits.published.findings import TIERS, Discrepancy, DiscrepancyKind, ranked
from pipeline.audits.published.stored import cell_rows, finding_row, shipped_discrepancies
from pipeline.commands.printing.verdict_files import check_outputs
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.errors import unknown_name
from pipeline.store.atomic import write_json, write_text
from pipeline.store.home import REFERENCE

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Ranked = Sequence[tuple[int, Discrepancy]]


def show_discrepancies(
    console: Console,
    *,
    kinds: Sequence[str] = (),
    reference: Path | None = None,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
    imported: Sequence[ImportedFigure] = (),
    entered: Sequence[Discrepancy] = (),
    json_out: Path | None = None,
    csv_out: Path | None = None,
) -> None:
    """Print every finding, the strongest first, and write them where asked.

    Args:
        kinds: names of kinds to keep, several in one separated by commas; all by default.
        reference: folder with reported_scores.csv and datasets.csv; the shipped one by default.
        benchmarks: described ones.
        imported: scores of imports, which are audited too.
        entered: what was found within tables that readers entered by hand.

    Raises:
        UnknownNameError, ProfileError: an unknown kind, or a place that cannot be written.
        MissingDataError, DataFormatError: a reference file is missing or breaks its form.
    """
    check_outputs([json_out, csv_out], None)
    wanted = _wanted(kinds)
    every = enumerate(ranked([*shipped_discrepancies(reference or REFERENCE, benchmarks, imported), *entered]), 1)
    chosen = [(rank, found) for rank, found in every if found.kind in wanted]
    if json_out is not None:
        write_json(json_out, discrepancies_json(chosen))
    if csv_out is not None:
        write_text(csv_out, discrepancies_csv(chosen))
    _print(chosen, console)


def discrepancies_json(chosen: Ranked) -> dict[str, object]:
    """All findings with their numbers, as plain JSON."""
    return {
        "discrepancies": [{**finding_row(rank, found), "figures": cell_rows(rank, found)} for rank, found in chosen]
    }


def discrepancies_csv(chosen: Ranked) -> str:
    """One line per number of a finding; texts that a spreadsheet would run get a leading "'"."""
    lines = [
        {**_flat(finding_row(rank, found)), **{f"figure_{name}": value for name, value in cell.items()}}
        for rank, found in chosen
        for cell in cell_rows(rank, found)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(lines[0]) if lines else ["discrepancy"], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in line.items()} for line in lines)
    return text.getvalue()


def _wanted(kinds: Sequence[str]) -> frozenset[DiscrepancyKind]:
    names = [name for text in kinds for name in text.split(",") if name]
    known = {kind.value: kind for kind in DiscrepancyKind}
    for name in names:
        if name not in known:
            raise unknown_name("kind of discrepancy", name, known)
    return frozenset(known[name] for name in names) or frozenset(DiscrepancyKind)


def _flat(row: dict[str, object]) -> dict[str, object]:
    return {name: " ".join(value) if isinstance(value, list) else value for name, value in row.items()}


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _print(chosen: Ranked, console: Console) -> None:
    for tier, words in TIERS.items():
        members = [(rank, found) for rank, found in chosen if found.tier == tier]
        if members:
            console.print(Text(f"\n{words[:1].upper()}{words[1:]} ({len(members)})", style="bold"))
        for rank, found in members:
            console.print(Padding(Text(f"{rank}. {found.kind.value}: {found.sentence}"), (0, 0, 0, 2)))
    noun = "finding" if len(chosen) == 1 else "findings"
    console.print(Text(f"\n{len(chosen)} {noun}; what each kind means is in docs/discrepancies.md"))
