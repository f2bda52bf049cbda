"""Misquotes that the audit finds, and rows that it accuses falsely, written into docs/audit.md; and how fast it is.

python -m benchmarks.audit [--write] [--speed]
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.audits.reports.corpus import audit_corpus, files_below
from pipeline.audits.reports.misquotes.outcome import Outcome
from pipeline.audits.reports.uploads import Upload, audit_documents
from tests.pipeline.audits.reports.labelled import (
    EIGHTH,
    ELEVENTH,
    FIFTH,
    FOURTH,
    HELD_OUT,
    LATER,
    NINTH,
    SEVENTH,
    SIXTH,
    TENTH,
    THIRD,
    TUNED,
    TWELFTH,
    LabelledRow,
    read_labelled_rows,
)
from tests.pipeline.audits.reports.sources import checked
from tests.pipeline.audits.reports.test_misquotes import ACCUSED, NAMES


@dataclass(frozen=True, slots=True)
class Sight:
    """What the rules came to when they first ran on a set, before they were mended with it; it cannot be run again."""

    found: int
    misquotes: int
    accused: int
    others: int

    def __str__(self) -> str:
        return f"{_share(self.found, self.misquotes)} | {_share(self.accused, self.others)}"


DOC = Path(__file__).parents[1] / "docs" / "audit.md"
START, END = "<!-- measured by benchmarks/audit.py -->", "<!-- end of what was measured -->"
SETS = (
    ("rules were tuned on", TUNED, None),
    ("set aside", HELD_OUT, Sight(48, 53, 0, 81)),
    ("written later", LATER, Sight(117, 125, 2, 124)),
    ("third", THIRD, Sight(71, 85, 3, 86)),
    ("fourth", FOURTH, Sight(76, 91, 0, 86)),
    ("fifth", FIFTH, Sight(77, 86, 1, 85)),
    ("sixth", SIXTH, Sight(64, 69, 1, 69)),
    ("seventh", SEVENTH, Sight(65, 78, 0, 83)),
    ("eighth", EIGHTH, Sight(57, 75, 9, 79)),
    ("ninth", NINTH, Sight(72, 77, 2, 79)),
    ("tenth", TENTH, Sight(53, 70, 1, 71)),
    ("eleventh", ELEVENTH, Sight(47, 54, 4, 45)),
    ("twelfth", TWELFTH, Sight(21, 22, 2, 15)),
)


def table() -> str:
    """The measured figures as Markdown: one line a set, then a line by kind of misquote over all."""
    lines = [
        "| rows | found at first sight | accused at first sight | misquotes | found | of the right kind | other rows "
        "| falsely accused | true rows | agree |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    kinds: Counter[str] = Counter()
    found_of: Counter[str] = Counter()
    for name, path, sight in SETS:
        rows = [(row, checked(row.text)) for row in read_labelled_rows(path)]
        misquotes = [(row, check) for row, check in rows if row.label == "misquote"]
        others = [(row, check) for row, check in rows if row.label != "misquote"]
        true = [check for row, check in rows if row.label == "true"]
        found = [(row, check) for row, check in misquotes if check.outcome in ACCUSED]
        n_kind = sum(bool({NAMES[kind] for kind in row.kinds} & set(check.misquotes)) for row, check in found)
        n_accused = sum(check.outcome in ACCUSED for _, check in others)
        n_agree = sum(check.outcome is Outcome.AGREES for check in true)
        lines.append(
            f"| {len(rows)}, {name} | {sight or ' | '} | {len(misquotes)} | {_share(len(found), len(misquotes))} "
            f"| {n_kind} | {len(others)} "
            f"| {_share(n_accused, len(others))} | {len(true)} | {_share(n_agree, len(true))} |"
        )
        for row, check in misquotes:
            kinds[_kind(row)] += 1
            found_of[_kind(row)] += check.outcome in ACCUSED
    by_kind = ", ".join(f"{kind} {found_of[kind]} of {n}" for kind, n in sorted(kinds.items()))
    return "\n".join([*lines, "", f"By kind, over all: {by_kind}."])


def _kind(row: LabelledRow) -> str:
    return row.kinds[0].replace("_", " ")


def _share(n: int, total: int) -> str:
    return f"{n} ({100 * n / total:.1f}%)"


def speed() -> str:
    """Seconds and memory for 1,000 invented reports of 20 rows, and for one report of 1.8 MB."""
    texts = [row.text for path in (TUNED, HELD_OUT) for row in read_labelled_rows(path)]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1000):
            rows = "\n".join(
                f"{texts[(number * 7 + place * 13) % len(texts)]} ({number}.{place})\t✓\t0.5" for place in range(20)
            )
            text = f"# Report {number}\n\n## 5 Extracted Claims\n\nClaim\tVerified\tConfidence\n{rows}\n"
            (Path(folder) / f"{number:04}.txt").write_text(text, encoding="utf-8")
        start = time.perf_counter()
        corpus = audit_corpus(files_below([Path(folder)]), n_workers=2)
        seconds = time.perf_counter() - start
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    audit_documents([Upload("large.txt", large(texts))], n_processes=2)
    large_seconds = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - cpu + own.ru_utime - before.ru_utime
    return (
        f"{len(corpus.reports)} reports, {len(corpus.outcomes)} rows: {seconds:.1f} s ({cpu:.1f} s of processor time "
        f"in 2 processes); one report of 1.8 MB: {large_seconds:.1f} s ({spent:.1f} s of "
        f"processor time in 2 processes); at most {own.ru_maxrss / 1024:.0f} MiB; "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )


def large(texts: list[str]) -> bytes:
    """A report of 1,000 rows and 1.8 MB."""
    rows = []
    for number in range(1000):
        words = " ".join(texts[(number + place) % len(texts)].rstrip(".") + ";" for place in range(40))
        rows.append(f"{number} {words[:1775]}\t✓\t0.5")
    return ("# Large\n\n## 5 Extracted Claims\n\nClaim\tVerified\tConfidence\n" + "\n".join(rows) + "\n").encode()


def main() -> None:
    """Print the figures; with --write put them into docs/audit.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/audit.md")
    parser.add_argument("--speed", action="store_true", help="measure time and memory instead")
    given = parser.parse_args()
    if given.speed:
        print(speed())
        return
    measured = table()
    print(measured)
    if given.write:
        text = DOC.read_text(encoding="utf-8")
        head, rest = text.split(START)
        DOC.write_text(f"{head}{START}\n\n{measured}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
