"""A claim's answer in a person's words: what is printed, what was measured and on what, and what else a reader repeats.

Every word comes from the stored verdicts and evidence; nothing here is typed for one claim.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import Claimed, Found, axis_picture, claim_strip
from dashboard.figures.forest import Axis, common_axis
from dashboard.kit.experiments import encoder_words, text_words
from dashboard.kit.markup import Html, link, page_url, signed, tag, unbroken
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette, direction_style
from dashboard.parts.verdicts.cards import claimed_unit, claimed_value, direction_chip, verdict_chip
from pipeline.domain.evidence import is_by_hand

OWN_SCOPE = ("CONFIRMED", "CONSISTENT", "DEVIATES", "CONTRADICTED", "SELF_INCONSISTENT")
SIGNED_KINDS = ("gain", "best_of_gain")  # claims of a number, whose size can be compared
SAYS = {
    "CONFIRMED": "confirms it",
    "CONSISTENT": "is consistent with it",
    "DEVIATES": "misses its size, but does not contradict its sign",
    "CONTRADICTED": "contradicts it",
    "SELF_INCONSISTENT": "is the source's own and differs from it",
}
UNDECIDED = "Not decidable at the paper's scale"
GENERATED = text_words("generated")
BY_PAIR = (*SIGNED_KINDS, "ordering")  # kinds whose cells are pairs of task and language
MOST_PRINTED = 3  # figures that a sentence names one by one
MOST_READINGS = 2  # of a claim that a sentence tells one by one
BEYOND = 0.15  # of the reach of all values: an interval that goes further ends in an arrow
_ABSENT = (None, pd.NA)


def headline_card(
    claim: Any, evidence: pd.DataFrame, versions: pd.DataFrame, bounds: pd.DataFrame, axis: Axis, colours: Palette
) -> Html:
    """The claim in a few words, the claimed value, the answer, one interval bar, the facts, one link.

    Args:
        claim: row of queries/claims.sql.
        evidence: rows of queries/evidence.sql of this claim.
        versions: rows of queries/claim_versions.sql of this claim.
        bounds: rows of queries/claim_bounds.sql of this claim.
        axis: shared by all cards of the page.
    """
    facts = [said for said in (version_words(versions), bound_words(claim, bounds)) if said]
    return tag(
        "article",
        tag("h2", unbroken(claim.headline or claim.statement)),
        tag("p", tag("strong", claimed_value(claim)), f" {claimed_unit(claim)} claimed"),
        tag("div", bar(claim, evidence, axis, colours), axis_picture(axis, colours), class_="cc-head-bar"),
        answer_list(answer_lines(claim, evidence)),
        *(tag("p", said, class_="cc-head-fact") for said in facts),
        link("Everything behind it", page_url("claim", claim=claim.claim_id), class_="cc-head-link"),
        class_="cc-head",
        aria_label=f"Claim {claim.claim_id}",
    )


@dataclass(frozen=True, slots=True)
class Sign:
    """A direction within a sentence: words in a text, with its symbol and colour on a page."""

    direction: str
    words: str

    def __str__(self) -> str:
        """As in a text."""
        return self.words


Words = Sequence[str | Sign]


@dataclass(frozen=True, slots=True)
class Said:
    """What one kind of evidence, or one scale of measurement, says of a claim."""

    name: str  # "In print", "Real XTREME files"
    rows: Sequence[Any]  # of queries/evidence.sql
    words: Words  # none: nothing to add to the verdicts
    mark: str = ""  # of its estimates in the picture


def answer(claim: Any, evidence: pd.DataFrame) -> str:
    """What is printed and what was measured, in two or three sentences."""
    printed, by_hand, measured = _by_kind(evidence)
    return " ".join([printed_words(claim, printed), *by_hand_words(claim, by_hand), *measured_words(claim, measured)])


def answer_lines(claim: Any, evidence: pd.DataFrame) -> list[Said]:
    """The same with a line each for print, for figures entered by hand, and for every scale of measurement."""
    printed, by_hand, measured = _by_kind(evidence)
    lines = [Said("In print", printed, [printed_words(claim, printed)])]
    if by_hand:
        lines.append(Said("By hand", by_hand, by_hand_words(claim, by_hand)))
    scales = _scales(measured)
    for scale, rows in scales.items():
        text = scale.partition(", ")[0]
        mark = "○" if text == GENERATED else "●"
        lines.append(Said(_capital(text), rows, _scale_words(claim, scale, rows), mark))
    return lines if scales else [*lines, Said("Measured", measured, ())]


def answer_list(lines: Sequence[Said], *more: tuple[str, object], has_scope: bool = False) -> Html:
    """Lines of an answer, each with the verdicts given to its evidence.

    Args:
        has_scope: name too in what the setup is another one.
        more: further lines, a name and what stands beside it.
    """
    told = [
        tag(
            "div",
            tag("dt", tag("i", line.mark, aria_hidden="true") if line.mark else None, line.name),
            tag(
                "dd",
                tag("span", *_judged(line.rows), _scope(line.rows) if has_scope else None, class_="cc-judged-words"),
                _paragraph(line.words),
            ),
        )
        for line in lines
    ]
    rest = [tag("div", tag("dt", name), tag("dd", said)) for name, said in more]
    return tag("dl", *told, *rest, class_="cc-head-said")


def _paragraph(words: Words) -> Html | None:
    if not words:
        return None
    head, colon, rest = str(words[0]).partition(": ")
    if head == UNDECIDED and colon:
        return tag("p", tag("b", head), f": {rest}")
    return tag("p", *(direction_chip(one.direction) if isinstance(one, Sign) else one for one in words))


def _judged(rows: Sequence[Any]) -> list[Html]:
    """Each verdict once; that numbers are missing only where nothing else is said."""
    given = list(dict.fromkeys(row.verdict for row in rows if not _is_absent(row.verdict)))
    told = [verdict for verdict in given if verdict != "NOT_COMPUTABLE"] or given
    return [verdict_chip(verdict) for verdict in told] or [tag("span", "nothing", class_="cc-label")]


def _scope(rows: Sequence[Any]) -> Html | None:
    """In what the setup of the evidence is not the claim's."""
    read = (json.loads(row.scope_differences) for row in rows if row.verdict == "SCOPE_MISMATCH")
    aspects = list(dict.fromkeys(str(part["what"]) for found in read for part in found))
    return tag("span", f"in {', '.join(aspects)}", class_="cc-label") if aspects else None


def _by_kind(evidence: pd.DataFrame) -> tuple[list[Any], list[Any], list[Any]]:
    """Rows of what is printed, of what readers entered by hand, of what was measured."""
    rows = rows_of(evidence)
    by_hand = [row for row in rows if is_by_hand(row.label)]
    printed = [row for row in rows if row.kind != "measured" and not is_by_hand(row.label)]
    return printed, by_hand, [row for row in rows if row.kind == "measured"]


def _uncapital(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def by_hand_words(claim: Any, rows: Sequence[Any]) -> list[str]:
    """What figures that readers entered by hand say, in a sentence of its own; nothing where they give no number."""
    said = [
        f"{row.label.partition(': ')[2]} ({_number(claim, row.estimate)}) {SAYS.get(row.verdict, row.verdict)!s}"
        for row in rows
        if not _is_absent(row.estimate)
    ]
    return [f"Entered by hand and checked by nobody: {'; '.join(dict.fromkeys(said))}."] if said else []


def printed_words(claim: Any, rows: Sequence[Any]) -> str:
    """What published figures say of the claim, by the strongest verdict among them."""
    judged = [row for row in rows if row.verdict in OWN_SCOPE]
    if judged:
        words = list(
            dict.fromkeys(f"{row.label} ({_number(claim, row.estimate)}) {_judged_as(claim, row)}" for row in judged)
        )
        if len(words) > MOST_PRINTED:
            return f"In print: {'; '.join(_grouped(claim, judged))}."
        return f"In print: {'; '.join(words)}."
    elsewhere = [row for row in rows if row.verdict == "SCOPE_MISMATCH"]
    if elsewhere:
        row = elsewhere[0]
        return f"Published only for another setup: {row.label} gives {_number(claim, row.estimate)}."
    fullest = max(rows, key=lambda row: row.n_cells, default=None)
    if fullest is None or not fullest.n_cells:
        return f"{UNDECIDED}: {_nothing_printed(claim)}."
    return (
        f"{UNDECIDED}: the fullest table among our sources prints {int(fullest.n_cells)} of the "
        f"{int(fullest.n_cells_needed)} tasks."
    )


def _judged_as(claim: Any, row: Any) -> str:
    """What figures say of the claim; a level has no sign."""
    return "differs from it" if claim.claim_kind == "level" and row.verdict == "DEVIATES" else SAYS[row.verdict]


def _grouped(claim: Any, judged: Sequence[Any]) -> list[str]:
    """How many printed figures say what, with their numbers."""
    groups: dict[str, list[str]] = {}
    for row in judged:
        groups.setdefault(_judged_as(claim, row), []).append(_number(claim, row.estimate))
    counted = {
        said: "1 figure" if len(found) == 1 else f"each of {len(found)} figures" for said, found in groups.items()
    }
    return [f"{counted[said]} ({', '.join(dict.fromkeys(found))}) {said}" for said, found in groups.items()]


def _nothing_printed(claim: Any) -> str:
    of_scores = claim.claim_kind in {"gain", "best_of_gain", "presence", "absence", "ordering", "consistency"}
    return "its per-task table is not among our sources" if of_scores else "none of our sources prints the figure"


def measured_words(claim: Any, rows: Sequence[Any]) -> list[str]:
    """One sentence a scale: what the encoder of that scale gains, and what that says of the claim."""
    return [
        f"On {scale.partition(', ')[0]} {_uncapital(''.join(str(one) for one in _scale_words(claim, scale, found)))}"
        for scale, found in _scales(rows).items()
    ]


def _scales(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """Rows that have an estimate, by data and size of the encoder."""
    scales: dict[str, list[Any]] = {}
    for row in rows:
        if not _is_absent(row.estimate):
            scales.setdefault(scale_words(row), []).append(row)
    return scales


def scale_words(row: Any) -> str:
    """Data and size of the encoder behind measured evidence: "real XTREME files, 118M encoder".

    Args:
        row: of queries/evidence.sql.
    """
    return f"{text_words(row.source, row.benchmark)}, {encoder_words(row.n_parameters)}"


def measured_name(row: Any | None) -> str:
    """Data, encoder and reading of evidence from runs of ours: "real XTREME files, 118M encoder, SQuAD v1.1"; else "".

    Args:
        row: of queries/evidence.sql.
    """
    if row is None or row.kind != "measured" or not row.n_runs or _is_absent(row.n_parameters):
        return ""
    return f"{scale_words(row)}, {_reading(row)}"


def _scale_words(claim: Any, scale: str, rows: Sequence[Any]) -> list[str | Sign]:
    """What the encoder of one scale gains, a sentence in parts; where it was measured is not in it."""
    size = scale.partition(", ")[2]
    is_ours = not all(_is_absent(row.n_parameters) or row.n_parameters == 0 for row in rows)
    encoder = f"Our {size}" if is_ours else "The system"  # of an import the size is not known
    differ = len({_direction(row) for row in rows}) > 1
    if claim.claim_kind == "absence" or (differ and len(rows) > MOST_READINGS):
        counts = Counter(None if _is_absent(row.direction) else str(row.direction) for row in rows)
        told: list[Words] = [[_sign(direction), f" in {count} of {len(rows)}"] for direction, count in counts.items()]
        return [f"{encoder}: ", *_listed(told, ", "), "."]
    verb = _verb(claim, rows)
    if differ:
        parts = {_part(claim, row) for row in rows}
        shared = parts.pop() if len(parts) == 1 else ""
        each: list[Words] = [
            [f"{_gain(claim, row, '' if shared else _part(claim, row))} with {_reading(row)}: ", *_says(claim, row)]
            for row in rows
        ]
        return [f"{encoder} {verb} ", *_listed(each, "; "), f" ({shared} each)." if shared else "."]
    first, *others = rows
    rest = "".join(f" ({_reading(row)} {_number(claim, row.estimate)})" for row in others[:2])
    name = f" with {_reading(first)}" if others and _reading(first) else ""
    gained = f"{_gain(claim, first, _part(claim, first))}{name}{rest}"
    return [f"{encoder} {verb} {gained}: ", *_says(claim, first), "."]


def _listed(parts: Sequence[Words], between: str) -> list[str | Sign]:
    """Parts of a sentence one after the other."""
    found: list[str | Sign] = []
    for part in parts:
        found += [between, *part] if found else part
    return found


def _gain(claim: Any, row: Any, part: str) -> str:
    interval = "" if _is_absent(row.low) else f" [{_number(claim, row.low)}, {_number(claim, row.high)}]"
    return f"{_number(claim, row.estimate)}{interval}{f' over {part}' if part else ''}"


def _part(claim: Any, row: Any) -> str:
    """How much of what the claim is about is there; "" where all of it is."""
    there, needed = int(row.n_cells), int(row.n_cells_needed)
    noun = "task-language pairs" if claim.claim_kind in BY_PAIR else "cells"
    return f"{there} of {needed} {noun}" if there < needed else ""


def _verb(claim: Any, rows: Sequence[Any]) -> str:
    if claim.claim_kind == "level":
        return "reaches"
    if claim.unit != "points":
        return "counts"
    is_lead = claim.claim_kind in {"ordering", "comparison"}
    if any(row.estimate < 0 for row in rows):
        return "differs by" if is_lead else "changes by"
    return "leads by" if is_lead else "gains"


def _says(claim: Any, row: Any) -> list[str | Sign]:
    """Direction and, where the claim is a number of the same sign, how its size compares."""
    if _is_absent(row.direction):
        return [str(SAYS.get(row.verdict, row.verdict)).lower()]
    sign, size = _sign(str(row.direction)), size_words(claim, row)
    if claim.claim_kind in SIGNED_KINDS and _direction(row) == "cannot be told":
        told = Sign(sign.direction, f"the sign {sign}")
        return [told, " from one seed"] if row.n_seeds == 1 else [told]
    return [sign, f", {size}"] if size and str(sign) == "same sign" else [sign]


def _sign(direction: str | None) -> Sign:
    return Sign(direction or "", direction_style(direction).word)


def size_words(claim: Any, row: Any) -> str:
    """Whether the measured interval reaches the claimed size; "" for claims of no number."""
    if claim.claim_kind not in SIGNED_KINDS or _is_absent(row.low) or _is_absent(claim.value_low):
        return ""
    low, high = claim.value_low - claim.tolerance, claim.value_high + claim.tolerance
    if row.high < low:
        return "smaller"
    return "larger" if row.low > high else "the claimed size is within the interval"


def version_words(versions: pd.DataFrame) -> str:
    """What other versions of the source print for the claim; "" where none is declared."""
    said = [f"The {row.version}'s {row.place} said {row.printed}" for row in rows_of(versions)]
    return "; ".join(said) + "." if said else ""


def bound_words(claim: Any, bounds: pd.DataFrame) -> str:
    """What the tasks that no source prints would have to gain for the claim to hold; "" where nothing bounds it."""
    if bounds.empty:
        return ""
    row = rows_of(bounds)[0]  # lacks the fewest tasks
    titles = str(row.missing_titles).split("; ")
    names = f"{', '.join(titles[:-1])} and {titles[-1]}" if len(titles) > 1 else titles[0]
    each = " each" if len(titles) > 1 else ""
    return f"For {claim.value} to hold, {names} must gain about {row.needed / row.n_missing:.0f} {claim.unit}{each}."


def found_of(evidence: pd.DataFrame) -> list[Found]:
    """Bodies of evidence that have an estimate, as lines of a picture.

    Args:
        evidence: rows of queries/evidence.sql.
    """
    return [
        Found(
            kind=row.kind,
            is_generated=row.source == "generated",
            estimate=float(row.estimate),
            interval=None if _is_absent(row.low) else (float(row.low), float(row.high)),
            direction=None if _is_absent(row.direction) else str(row.direction),
        )
        for row in rows_of(evidence)
        if not _is_absent(row.estimate)
    ]


def claimed_of(claim: Any) -> Claimed | None:
    """What the claim accepts, by its comparator."""
    if _is_absent(claim.value_low):
        return None
    low, high = float(claim.value_low) - claim.tolerance, float(claim.value_high) + claim.tolerance
    if claim.comparator == "above":
        return Claimed(float(claim.value_high) - claim.tolerance, None)
    return Claimed(None if claim.comparator == "at_most" else low, None if claim.comparator == "at_least" else high)


def bar(claim: Any, evidence: pd.DataFrame, axis: Axis, colours: Palette) -> Html:
    """The claimed value and each estimate on the axis."""
    found = found_of(evidence)
    told = "; ".join(_told(claim, row) for row in rows_of(evidence) if not _is_absent(row.estimate))
    alt = f"Claimed {claimed_value(claim)} {claimed_unit(claim)}. {told or 'No estimate'}."
    return claim_strip(found, claimed_of(claim), axis, colours, alt)


def _told(claim: Any, row: Any) -> str:
    interval = "" if _is_absent(row.low) else f", {_number(claim, row.low)} to {_number(claim, row.high)}"
    where = scale_words(row) if row.kind == "measured" else row.label
    return f"{row.kind}, {where}: {_number(claim, row.estimate)}{interval}"


def shared_axis(claims: pd.DataFrame, evidence: pd.DataFrame, beyond: float = BEYOND) -> Axis | None:
    """One axis for all of these claims: every claimed value and estimate is on it, long intervals may leave it.

    Args:
        claims: rows of queries/claims.sql.
        evidence: rows of queries/evidence.sql of these claims.
        beyond: how far the axis follows an interval past all values, as a share of their reach.
    """
    numbers = [*claims["value_low"].dropna(), *claims["value_high"].dropna(), *evidence["estimate"].dropna()]
    highest, lowest = max(numbers, default=0.0), min(numbers, default=0.0)
    reach = max(highest, 0.0) - min(lowest, 0.0) or 1.0
    ends = [*evidence["low"].dropna(), *evidence["high"].dropna()]
    numbers += [min(max(end, lowest - beyond * reach), highest + beyond * reach) for end in ends]
    return common_axis([float(number) for number in numbers], n_ticks=6)


def _number(claim: Any, value: float) -> str:
    return signed(float(value), 1) if claim.unit == "points" else f"{float(value):,.4g}"


def _reading(row: Any) -> str:
    """Which reading of the claim the evidence is of."""
    return str(row.reading or str(row.label).split(" · ")[-1]).replace("_", " ")


def _direction(row: Any) -> str:
    return direction_style(None if _is_absent(row.direction) else str(row.direction)).word


def _is_absent(value: object) -> bool:
    return any(value is one for one in _ABSENT) or (isinstance(value, float) and pd.isna(value))
