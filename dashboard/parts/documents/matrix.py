"""Claims x documents: who states what, with which mark and confidence, beside our verdicts; contradictions first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from dashboard.kit.columns import ABSENT, FILE, PAGE, TEXT, Column, Table
from dashboard.kit.export import Cell, plain_cell
from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import verdict_style
from dashboard.parts.verdicts.cards import claimed_unit, claimed_value, verdict_chip
from pipeline.audits.reports.checks.calibration import decided
from pipeline.domain.verdict import VerdictWord

TICK, CROSS = "✓", "✗"
AGAINST_EACH_OTHER = "ticked and crossed"
AGAINST_US = "marked against our verdict"


@dataclass(frozen=True, slots=True)
class Ours:
    """Our verdicts on one claim: word, direction and number of bodies of evidence."""

    statement: str
    claimed: str
    words: tuple[tuple[str, str | None, int], ...]

    @property
    def is_held(self) -> bool | None:
        """Whether they decide the claim: true, false, or neither."""
        known = {word.value for word in VerdictWord}
        return decided(VerdictWord(word) for word, _, _ in self.words if word in known)


@dataclass(frozen=True, slots=True)
class Stated:
    """One claim, or one sentence that no claim is registered for, with the rows that state it."""

    claim_id: str | None
    statement: str
    rows: tuple[Any, ...]  # of queries/document_rows.sql
    ours: Ours | None

    @property
    def n_ticked(self) -> int:
        """Rows that tick it."""
        return sum(bool(row.is_ticked) for row in self.marked)

    @property
    def marked(self) -> tuple[Any, ...]:
        """Rows that bear a mark."""
        return tuple(row for row in self.rows if row.mark)

    @property
    def n_documents(self) -> int:
        """Documents that state it."""
        return len({row.document_id for row in self.rows})

    @property
    def faults(self) -> tuple[str, ...]:
        """What contradicts, the gravest first."""
        found = [AGAINST_EACH_OTHER] if 0 < self.n_ticked < len(self.marked) else []
        held = self.ours.is_held if self.ours else None
        if held is not None and self.n_ticked != len(self.marked) * held:
            found.append(AGAINST_US)
        return tuple(found)


def ours_of(words: pd.DataFrame) -> dict[str, Ours]:
    """Our verdicts by claim.

    Args:
        words: rows of queries/claim_words.sql.
    """
    found: dict[str, Ours] = {}
    for claim_id, group in words.groupby("claim_id", sort=False):
        first = rows_of(group)[0]
        listed = tuple(
            (str(row.verdict), row.direction if isinstance(row.direction, str) else None, int(row.n_bodies))
            for row in rows_of(group)
            if isinstance(row.verdict, str)
        )
        found[str(claim_id)] = Ours(str(first.statement), f"{claimed_value(first)} {claimed_unit(first)}", listed)
    return found


def stated_of(rows: pd.DataFrame, ours: Mapping[str, Ours]) -> list[Stated]:
    """Every claim that a row states, then sentences without a claim; within both what contradicts first.

    A row that states several claims stands with each of them. Rows without a registered claim stand together where
    the audit found that they say the same.

    Args:
        rows: of queries/document_rows.sql.
    """
    by_claim: dict[str, list[Any]] = defaultdict(list)
    by_text: dict[object, list[Any]] = defaultdict(list)
    for row in rows_of(rows):
        for claim_id in row.claim_ids:
            by_claim[str(claim_id)].append(row)
        if not len(row.claim_ids):
            key = (row.document_id, row.position) if pd.isna(row.link_group) else int(row.link_group)
            by_text[key].append(row)
    claims = [
        Stated(claim_id, ours[claim_id].statement if claim_id in ours else claim_id, tuple(found), ours.get(claim_id))
        for claim_id, found in by_claim.items()
    ]
    texts = [
        Stated(None, max((str(row.claim_text) for row in found), key=len), tuple(found), None)
        for found in by_text.values()
    ]
    return [*sorted(claims, key=_rank), *sorted(texts, key=_rank)]


def _rank(stated: Stated) -> tuple[object, ...]:
    """What contradicts first, then what most documents state."""
    has = stated.faults
    return AGAINST_EACH_OTHER not in has, AGAINST_US not in has, -stated.n_documents, stated.statement


def matrix(documents: pd.DataFrame) -> Table:
    """Claims x documents with marks and confidences, and our verdicts in the last column; rows are `Stated`.

    Args:
        documents: rows of queries/documents.sql, one column each.
    """
    names = dict(zip(documents["document_id"], documents["file_name"], strict=True))
    return Table(
        (
            Column("claim", on=PAGE | TEXT, cell=_claim, text=lambda one: one.claim_id or one.statement),
            *(
                Column(
                    name,
                    head=name,
                    help=name,
                    on=PAGE | TEXT,
                    cell=partial(_marks, document, name),
                    text=partial(_short, document),
                )
                for document, name in names.items()
            ),
            Column("our verdicts", on=PAGE | TEXT, cell=_verdicts, text=lambda one: _written(one.ours)),
        ),
        "cc-matrix",
    )


def _claim(stated: Stated) -> Html:
    name = (
        link(stated.statement, page_url("claim", claim=stated.claim_id))
        if stated.claim_id
        else tag("span", f"“{stated.statement}”")
    )
    flags = [tag("strong", f"⚑ {fault}", class_="cc-flag") for fault in stated.faults]
    claimed = tag("small", f"claimed {stated.ours.claimed}") if stated.ours else None
    return tag("th", name, claimed, *flags, scope="row")


def _marks(document_id: str, name: str, stated: Stated) -> Html:
    rows = [row for row in stated.rows if row.document_id == document_id]
    if not rows:
        nothing = tag("span", "not stated", class_="cc-hidden"), tag("span", ABSENT, aria_hidden="true")
        return tag("td", *nothing, data_label=name, class_="cc-no-mark")
    return tag("td", *map(_mark, rows), data_label=name)


def mark_shown(row: Any) -> tuple[str, str]:
    """The mark of a row of queries/document_rows.sql as word and symbol; a pasted sentence has none."""
    if not row.mark:
        return "no mark", ABSENT
    return ("ticked", TICK) if row.is_ticked else ("crossed", CROSS)


def _mark(row: Any) -> Html:
    word, symbol = mark_shown(row)
    confidence = "no confidence" if pd.isna(row.confidence) else f"{row.confidence:.2f}"
    return tag(
        "div",
        tag("b", symbol, class_=f"cc-{word.replace(' ', '-')}", aria_hidden="true"),
        tag("span", f"{word}, ", class_="cc-hidden"),
        f" {confidence}",
        tag("small", f"row {row.position}{', cut' if row.is_truncated else ''}"),
        title=row.claim_text,
    )


def _verdicts(stated: Stated) -> Html:
    if stated.claim_id is None:
        return tag("td", "no registered claim", class_="cc-left cc-label")
    if stated.ours is None or not stated.ours.words:
        return tag("td", "no verdict in the store", class_="cc-left cc-label")
    return tag("td", *(_word(*word) for word in stated.ours.words), class_="cc-left")


def _word(verdict: str, direction: str | None, n_bodies: int) -> Html:
    told = [direction] if direction else []
    told += [f"× {n_bodies}"] if n_bodies > 1 else []
    return tag("div", verdict_chip(verdict), tag("span", f" {', '.join(told)}", class_="cc-label") if told else None)


def statements(stated: Iterable[Stated]) -> list[tuple[Stated, Any]]:
    """Rows of `STATEMENTS`: each claim, or sentence without one, with each claim row that states it."""
    return [(one, row) for one in stated for row in one.rows]


def _short(document_id: str, stated: Stated) -> Cell:
    marks = [_mark_words(row) for row in stated.rows if row.document_id == document_id]
    return "; ".join(marks) or None


def _mark_words(row: Any) -> str:
    confidence = "" if pd.isna(row.confidence) else f" {row.confidence:.2f}"
    return f"{mark_shown(row)[0]}{confidence}"


def _written(ours: Ours | None) -> Cell:
    if ours is None or not ours.words:
        return None
    return "; ".join(
        f"{verdict_style(word).word}{f' ({direction})' if direction else ''} x{n}" for word, direction, n in ours.words
    )


def _of(column: str) -> Callable[[tuple[Stated, Any]], Cell]:
    return lambda pair: plain_cell(getattr(pair[1], column))


STATEMENTS = Table(
    (
        Column("claim", on=FILE, text=lambda pair: pair[0].claim_id),
        Column("statement", on=FILE, text=lambda pair: pair[0].statement),
        Column("file", on=FILE, text=_of("file_name")),
        Column("row", on=FILE, text=_of("position")),
        Column("mark", on=FILE, text=lambda pair: mark_shown(pair[1])[0]),
        Column("confidence", on=FILE, text=_of("confidence")),
        Column("cut", on=FILE, text=_of("is_truncated")),
        Column("contradicts", on=FILE, text=lambda pair: "; ".join(pair[0].faults) or None),
        Column("our verdicts", on=FILE, text=lambda pair: _written(pair[0].ours)),
        Column("words", on=FILE, text=_of("claim_text")),
    )
)
