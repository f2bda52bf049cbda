"""What holding a row against its sources comes to: outcomes, kinds of misquotes, and the sentence that sums them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a row, the gravest first."""

    CONTRADICTS = "contradicts the source"
    OTHER_VERSION = "another version's number"
    DOUBTFUL = "in doubt"
    AGREES = "agrees with the source"
    UNCHECKED = "could not be checked"


class Misquote(StrEnum):
    """In what a row departs from the source."""

    SIGN = "wrong sign"
    VALUE = "wrong value"
    COUNT = "wrong count"
    ENCODER = "wrong encoder"
    TASK = "wrong task"
    SPLIT = "wrong split"
    SETTING = "wrong setting"
    SCOPE = "overstated scope"
    VERSION = "another version"


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """One part of a row held against what is printed."""

    outcome: Outcome
    reason: str  # one sentence: what the row says and what the source prints
    misquote: Misquote | None = None
    claim_ids: tuple[str, ...] = ()  # registered claims that it was held against
    sources: tuple[str, ...] = ()  # of the printed figures


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A row held against what is printed: the gravest of its parts."""

    outcome: Outcome
    checks: tuple[SourceCheck, ...]  # the gravest first

    @property
    def misquotes(self) -> tuple[Misquote, ...]:
        """Kinds of its misquotes, each once."""
        return tuple(dict.fromkeys(check.misquote for check in self.checks if check.misquote is not None))

    @property
    def reason(self) -> str:
        """What speaks for the outcome, part by part."""
        return "; ".join(dict.fromkeys(check.reason for check in self.checks if check.outcome is self.outcome))


NOTHING = "no registered claim or published figure is near what it says"


def row_check(checks: Iterable[SourceCheck]) -> RowCheck:
    """The gravest outcome of the parts; a row without any could not be checked."""
    order = list(Outcome)
    found = sorted(checks, key=lambda check: order.index(check.outcome)) or [SourceCheck(Outcome.UNCHECKED, NOTHING)]
    return RowCheck(found[0].outcome, tuple(found))


def told(outcomes: Sequence[Outcome]) -> str:
    """One sentence: how many rows contradict the source, and how many of the rest were checked at all.

    A row that could not be checked is never counted as one without fault.
    """
    n_rows, found = len(outcomes), Counter(outcomes)
    if not n_rows:
        return "There is no row to check."
    if n_rows == 1:
        return _ONE_ROW[outcomes[0]]
    if found[Outcome.UNCHECKED] == n_rows:
        return (
            f"None of {_rows(n_rows)} could be checked: no registered claim or published figure is near what they say."
        )
    parts = []
    if found[Outcome.CONTRADICTS]:
        n = found[Outcome.CONTRADICTS]
        parts.append(f"{n} of {_rows(n_rows)} {'contradicts' if n == 1 else 'contradict'} the source")
    else:
        n_checked = n_rows - found[Outcome.UNCHECKED]
        parts.append(f"Of {_rows(n_rows)}, {n_checked} could be checked and none of them contradicts the source")
    if found[Outcome.OTHER_VERSION]:
        n = found[Outcome.OTHER_VERSION]
        parts.append(f"{n} {'is' if n == 1 else 'are'} another version's number")
    if found[Outcome.AGREES]:
        n = found[Outcome.AGREES]
        parts.append(f"{n} {'agrees' if n == 1 else 'agree'}")
    if found[Outcome.DOUBTFUL]:
        n = found[Outcome.DOUBTFUL]
        parts.append(f"{n} {'is' if n == 1 else 'are'} in doubt")
    if found[Outcome.UNCHECKED]:
        parts.append(f"{found[Outcome.UNCHECKED]} could not be checked")
    return f"{', '.join(parts)}."


_ONE_ROW = {
    Outcome.CONTRADICTS: "The row contradicts the source.",
    Outcome.OTHER_VERSION: "The row states another version's number.",
    Outcome.DOUBTFUL: "The row is in doubt.",
    Outcome.AGREES: "The row agrees with the source.",
    Outcome.UNCHECKED: ("The row could not be checked: no registered claim or published figure is near what it says."),
}


def _rows(n_rows: int) -> str:
    return f"{n_rows} row" if n_rows == 1 else f"{n_rows} rows"
