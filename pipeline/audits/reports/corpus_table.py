"""A corpus for the terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.audits.reports.audit_files import safe_cell
from pipeline.audits.reports.corpus import Corpus
from pipeline.audits.reports.misquotes.outcome import Outcome

_MOST = 40  # lines of a list that are printed; the files hold all
_LONGEST = 100


def print_corpus(corpus: Corpus, console: Console) -> None:
    """The sentence, files that could not be read, what the reports make of each claim, and every misquote."""
    console.print(Text(corpus.told, "bold"))
    n_rows = len(corpus.outcomes)
    console.print(
        f"{len(corpus.reports)} reports, {n_rows} rows, {len(corpus.refused)} files not read", highlight=False
    )
    for refusal in corpus.refused[:_MOST]:
        console.print(Padding(Text(f"not read: {refusal.message}"), (0, 0, 0, 2)))
    table = Table("claim, or sentence without one", "reports", "rows", "ticked", "crossed", "misquoted")
    for count in corpus.claims[:_MOST]:
        name = count.claim if count.is_registered else f"“{count.claim[:_LONGEST]}”"
        numbers = (count.n_reports, count.n_rows, count.n_ticked, count.n_crossed, count.n_misquoted)
        table.add_row(Text(name), *map(str, numbers))
    console.print(table)
    found = [
        (report, row)
        for report in corpus.reports
        for row in report.rows
        if row.outcome in (Outcome.CONTRADICTS, Outcome.OTHER_VERSION)
    ]
    for report, row in found[:_MOST]:
        kinds = ", ".join(row.misquotes)
        console.print(Padding(Text(f"{report.file_name}, row {row.position}: {kinds}: {row.reason}"), (0, 0, 0, 2)))
    if len(found) > _MOST:
        console.print(f"  and {len(found) - _MOST} more; --json and --csv hold all", highlight=False)


def corpus_json(corpus: Corpus) -> str:
    """All of it as JSON."""
    return json.dumps({"format_version": 1, "told": corpus.told, **asdict(corpus)}, ensure_ascii=False, indent=1) + "\n"


def corpus_csv(corpus: Corpus) -> str:
    """One line per claim row; texts that a spreadsheet would run get a leading "'"."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [
            "file_name",
            "title",
            "position",
            "is_ticked",
            "confidence",
            "outcome",
            "misquotes",
            "claim_ids",
            "reason",
            "statement",
        ]
    )
    for report in corpus.reports:
        for row in report.rows:
            writer.writerow(
                [
                    safe_cell(report.file_name),
                    safe_cell(report.title),
                    row.position,
                    row.is_ticked,
                    row.confidence,
                    row.outcome.value,
                    ", ".join(row.misquotes),
                    " ".join(row.claim_ids),
                    safe_cell(row.reason),
                    safe_cell(row.text),
                ]
            )
    return text.getvalue()
