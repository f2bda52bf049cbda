"""What a run ends with: one line a claim that it measured, at most 25 lines in all; `verify` has the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.printing.verdict_table import VerdictRow, estimate
from pipeline.domain.claim import Comparator
from pipeline.domain.evidence import EvidenceKind
from pipeline.domain.verdict import VerdictWord

N_CLAIMS = 16  # with heading, head of the table and the lines below it, fewer than 25 lines


def print_run_summary(rows: Sequence[VerdictRow], profile: str, title: str, console: Console) -> None:
    """One line for each claim with measured scores of the profile, in the order of the claims files, then what is left.

    Args:
        rows: of `verdict_rows`; a claim is shown by the name that `verify` takes, with the first of its readings that
            has an estimate.
    """
    measured = [row for row in rows if row.kind is EvidenceKind.MEASURED and row.profile == profile]
    shown = list({row.claim_id: row for row in reversed(measured) if row.estimate is not None}.values())[::-1]
    cells = [(row.claim_id, _claimed(row), estimate(row), in_words(row)) for row in shown[:N_CLAIMS]]
    heads = ("claim", "claimed", "measured [95% interval]", "verdict")
    table = Table(title=f"Claims measured by {title} ({profile})", title_justify="left", box=None, padding=(0, 2, 0, 0))
    widths = [max(map(cell_len, column)) for column in zip(heads, *cells, strict=True)][1:]
    table.add_column(heads[0], no_wrap=True, overflow="ellipsis", max_width=max(20, console.width - sum(widths) - 8))
    for head, width in zip(heads[1:], widths, strict=True):
        table.add_column(head, no_wrap=True, min_width=width, justify="left" if head == "verdict" else "right")
    for row in cells:
        table.add_row(*map(Text, row))
    if shown:
        console.print(table)
    if any(row.direction for row in shown):
        mark = VerdictWord.SCOPE_MISMATCH
        console.print(
            f"{mark.symbol} {mark.words.lower()}: the claim is neither confirmed nor refuted", highlight=False
        )
    rest = {row.claim_id for row in rows} - {row.claim_id for row in shown[:N_CLAIMS]}
    decided = Counter(
        row.verdict.words for row in rows if row.claim_id in rest and row.kind is not EvidenceKind.MEASURED
    )
    words = "; ".join(f"{n} {word.lower()}" for word, n in decided.most_common())
    console.print(
        f"{len(rest)} more claims, by published figures: {words or 'none judged'}. Every verdict with its reason: "
        "`python -m pipeline verify`",
        highlight=False,
    )


_SIGNS = {Comparator.EQUALS: "", Comparator.AT_LEAST: "≥ ", Comparator.AT_MOST: "≤ ", Comparator.ABOVE: "> "}


def _claimed(row: VerdictRow) -> str:
    """The claimed value with its sign of comparison; a count is a bare number, the claim says of what."""
    return f"{_SIGNS[row.comparator]}{row.claimed}{' points' if row.unit == 'points' else ''}"


def in_words(row: VerdictRow) -> str:
    """The verdict as a person would say it; where the setup differs, its sign and the direction."""
    return f"{row.verdict.symbol} {row.direction.value if row.direction else row.verdict.words}"
