"""How many contradictions of a list, found by hand, the audit of published figures finds by itself.

    python -m benchmarks.discrepancies KNOWN.csv [--reference FOLDER]
    python -m benchmarks.discrepancies            # the false-alarm rate alone

KNOWN.csv has the columns id, topic, task, language, metric, value_a, source_a, value_b, source_b, kind, note. The audit
never sees it. A finding matches a row if
- its kind is one that a row of that kind may show as (KINDS below; a kind not listed may show as any),
- it is about the row's task, where the row names one,
- it holds a number that rounds to value_a, in the row's language where that is a code, and one that rounds to value_b;
  numbers that the audit worked out count, since they are its answer,
- it holds a number of a source that source_a begins to name, and of one that source_b does, where these name a source.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from scipy.stats import binomtest

from pipeline.audits.published.findings import TIERS, Cell, Discrepancy
from pipeline.audits.published.stored import shipped_discrepancies
from pipeline.store.home import REFERENCE
from pipeline.store.reference import load_reported_scores

READ = Path(__file__).with_name("discrepancies_read.csv")  # every finding on the shipped figures, as a reader judged it
_CONFLICT = {"source_conflict", "single_cell", "reproduction_gap"}
_AVERAGE = {"average_of_languages", "average_of_tasks", "swapped_averages"}
KINDS = {
    "source conflict": _CONFLICT,
    "version": _CONFLICT,
    "reproduction gap": _CONFLICT,
    "protocol": _CONFLICT | {"split_gap"},
    "setting mix": _CONFLICT | {"setting_mix", "training_data", "setting_label"},
    "arithmetic": _AVERAGE,
    "aggregation": _AVERAGE | {"two_averages", "source_conflict"},
    "typo": _AVERAGE | {"single_cell"},
    "column order": {"column_order", "permuted_row"},
    "metric label": {"metric_label"},
    "split label": {"split_label"},
    "metadata": {"count", "dataset_size", "parameters"},
}


def main() -> None:
    """Print one line per known contradiction and the recall; then how the findings were read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("known", type=Path, nargs="?")
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    given = parser.parse_args()
    found = shipped_discrepancies(given.reference)
    if given.known is not None:
        source_ids = {score.source_id for score in load_reported_scores(given.reference)}
        _print_recall(_rows(given.known), found, source_ids)
    _print_reading(found)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _print_recall(known: Sequence[dict[str, str]], found: Sequence[Discrepancy], source_ids: Collection[str]) -> None:
    matched: set[int] = set()
    n_found = 0
    for row in known:
        ranks = [rank for rank, finding in enumerate(found, 1) if _matches(row, finding, source_ids)]
        matched.update(ranks)
        n_found += bool(ranks)
        named = ", ".join(f"{rank} {found[rank - 1].kind.value}" for rank in ranks[:4]) or "not found"
        print(f"{row['id']:5} {row['topic'][:52]:53} {row['kind']:17} {named}")
    print(f"{n_found} of {len(known)} known contradictions found; {len(matched)} of {len(found)} findings match one")


def _print_reading(found: Sequence[Discrepancy]) -> None:
    """How every finding was judged by a reader, by tier, with exact (Clopper-Pearson) intervals of the false alarms."""
    readings = {row["sentence"]: row["reading"] for row in _rows(READ)}
    judged = [(finding.tier, readings.get(finding.sentence, "not read")) for finding in found]
    for tier, words in {**TIERS, 0: "all"}.items():
        counts = Counter(reading for of, reading in judged if tier in (of, 0))
        total = sum(counts.values())
        if not total:
            continue
        false = counts["false alarm"]
        interval = binomtest(false, total).proportion_ci(method="exact")
        print(
            f"{words}: {total} findings, {', '.join(f'{n} {reading}' for reading, n in sorted(counts.items()))}; "
            f"false alarms {100 * false / total:.1f}% ({100 * interval.low:.1f}-{100 * interval.high:.1f})"
        )


def _matches(row: dict[str, str], finding: Discrepancy, source_ids: Collection[str]) -> bool:
    cells = finding.cells
    if finding.kind.value not in KINDS.get(row["kind"], {finding.kind.value}):
        return False
    if row["task"] != "n/a" and not any(cell.task == row["task"] for cell in cells):
        return False
    language = row["language"] if len(row["language"]) == 2 else None
    return (
        _holds(cells, row["value_a"], language)
        and _holds(cells, row["value_b"], None)
        and all(_names_source(cells, row[column], source_ids) for column in ("source_a", "source_b"))
    )


def _holds(cells: Sequence[Cell], text: str, language: str | None) -> bool:
    """Whether a cell, of the language if there is one, rounds to the number; an empty text asks for nothing."""
    half = 0.5 * 10 ** -len(text.partition(".")[2]) + 1e-9
    return not text or any(
        abs(cell.value - float(text)) <= half for cell in cells if language is None or cell.language == language
    )


def _names_source(cells: Sequence[Cell], text: str, source_ids: Collection[str]) -> bool:
    """Whether a cell is of a source whose id the text begins to name; a text that names none asks for nothing."""
    words = [part.split()[0].lower() for part in text.split(" / ") if part.strip()]
    named = {word for word in words if any(it == word or it.startswith(f"{word}-") for it in source_ids)}
    paper = {word.partition("-")[0] for word in named}  # data/reference/datasets.csv spells sources out
    return not named or any(
        cell.source == word
        or cell.source.startswith(f"{word}-")
        or (not cell.system and cell.source.lower().startswith(tuple(paper)))
        for cell in cells
        for word in named
    )


if __name__ == "__main__":
    main()
