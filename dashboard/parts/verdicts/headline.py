"""A claim's answer in a person's words: what is printed, what was measured and on what, and what else a reader repeats.

Every word comes from the stored verdicts and evidence; nothing here is typed for one claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import Claimed, Found, axis_picture, claim_strip
from dashboard.figures.forest import Axis, common_axis
from dashboard.kit.experiments import encoder_words, text_words
from dashboard.kit.markup import Html, link, page_url, signed, tag
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
        tag("h2", claim.headline or claim.statement),
        tag("p", tag("strong", claimed_value(claim)), f" {claimed_unit(claim)} claimed"),
        tag("div", bar(claim, evidence, axis, colours), axis_picture(axis, colours), class_="cc-head-bar"),
        judged_kinds(evidence),
        tag("p", answer(claim, evidence), class_="cc-head-said"),
        *(tag("p", said, class_="cc-head-fact") for said in facts),
        link("Everything behind it", page_url("claim", claim=claim.claim_id), class_="cc-head-link"),
        class_="cc-head",
        aria_label=f"Claim {claim.claim_id}",
    )


def answer(claim: Any, evidence: pd.DataFrame) -> str:
    """What is printed and what was measured, in two or three sentences."""
    rows = rows_of(evidence)
    by_hand = [row for row in rows if is_by_hand(row.label)]
    printed = [row for row in rows if row.kind != "measured" and not is_by_hand(row.label)]
    measured = [row for row in rows if row.kind == "measured"]
    return " ".join([printed_words(claim, printed), *by_hand_words(claim, by_hand), *measured_words(claim, measured)])


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
            dict.fromkeys(f"{row.label} ({_number(claim, row.estimate)}) {SAYS[row.verdict]}" for row in judged)
        )
        return f"In print: {'; '.join(words)}."
    elsewhere = [row for row in rows if row.verdict == "SCOPE_MISMATCH"]
    if elsewhere:
        row = elsewhere[0]
        return f"Published only for another setup: {row.label} gives {_number(claim, row.estimate)}."
    fullest = max(rows, key=lambda row: row.n_cells, default=None)
    if fullest is None or not fullest.n_cells:
        return f"Not decidable at the paper's scale: {_nothing_printed(claim)}."
    return (
        f"Not decidable at the paper's scale: the fullest table among our sources prints {int(fullest.n_cells)} of the "
        f"{int(fullest.n_cells_needed)} tasks."
    )


def _nothing_printed(claim: Any) -> str:
    of_scores = claim.claim_kind in {"gain", "best_of_gain", "presence", "absence", "ordering", "consistency"}
    return "its per-task table is not among our sources" if of_scores else "none of our sources prints the figure"


def measured_words(claim: Any, rows: Sequence[Any]) -> list[str]:
    """One sentence a scale: what the encoder of that scale gains, and what that says of the claim."""
    scales: dict[str, list[Any]] = {}
    for row in rows:
        if not _is_absent(row.estimate):
            scales.setdefault(scale_words(row), []).append(row)
    return [_scale_sentence(claim, scale, found) for scale, found in scales.items()]


def scale_words(row: Any) -> str:
    """Data and size of the encoder behind measured evidence: "real XTREME files, 118M encoder".

    Args:
        row: of queries/evidence.sql.
    """
    return f"{text_words(row.source, row.benchmark)}, {encoder_words(row.n_parameters)}"


def _scale_sentence(claim: Any, scale: str, rows: Sequence[Any]) -> str:
    text, _, size = scale.partition(", ")
    is_ours = not all(_is_absent(row.n_parameters) or row.n_parameters == 0 for row in rows)
    encoder = f"our {size}" if is_ours else "the system"  # of an import the size is not known
    differ = len({_direction(row) for row in rows}) > 1
    if claim.claim_kind == "absence" or (differ and len(rows) > MOST_READINGS):
        counts: dict[str, int] = {}
        for row in rows:
            counts[_direction(row)] = counts.get(_direction(row), 0) + 1
        told = ", ".join(f"{word} in {count} of {len(rows)}" for word, count in counts.items())
        return f"On {text} {encoder}: {told}."
    if differ:
        each = [f"{_gain(claim, row)} with {_reading(row)}: {', '.join(_says(claim, row))}" for row in rows]
        return f"On {text} {encoder} {_verb(claim)} {'; '.join(each)}."
    first, *others = rows
    rest = "".join(f" ({_reading(row)} {_number(claim, row.estimate)})" for row in others[:2])
    name = f" with {_reading(first)}" if others and _reading(first) else ""
    return f"On {text} {encoder} {_verb(claim)} {_gain(claim, first)}{name}{rest}: {', '.join(_says(claim, first))}."


def _gain(claim: Any, row: Any) -> str:
    interval = "" if _is_absent(row.low) else f" [{_number(claim, row.low)}, {_number(claim, row.high)}]"
    there, needed = int(row.n_cells), int(row.n_cells_needed)
    part = f" over {there} of the {needed} cells" if there < needed else ""
    return f"{_number(claim, row.estimate)}{interval}{part}"


def _verb(claim: Any) -> str:
    if claim.claim_kind == "level":
        return "reaches"
    if claim.unit != "points":
        return "counts"
    return "leads by" if claim.claim_kind in {"ordering", "comparison"} else "gains"


def _says(claim: Any, row: Any) -> list[str]:
    """Direction and, where the claim is a number of the same sign, how its size compares."""
    if _is_absent(row.direction):
        return [str(SAYS.get(row.verdict, row.verdict)).lower()]
    said = _direction(row)
    size = size_words(claim, row)
    if claim.claim_kind in SIGNED_KINDS and said == "cannot be told":
        return [f"the sign {said} from one seed" if row.n_seeds == 1 else f"the sign {said}"]
    return [said, size] if size and said == "same sign" else [said]


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


def judged_kinds(evidence: pd.DataFrame) -> Html:
    """The verdict on what is printed, on what readers entered by hand if they did, and on what was measured."""
    lines = []
    by_hand = evidence["label"].map(is_by_hand).astype(bool)
    parts = (
        ("In print", (evidence["kind"] != "measured") & ~by_hand),
        ("By hand", by_hand),
        ("Measured", evidence["kind"] == "measured"),
    )
    for name, is_of in parts:
        if name == "By hand" and not by_hand.any():
            continue
        rows = evidence[is_of & evidence["verdict"].notna()]
        given = list(dict.fromkeys((row.verdict, row.direction) for row in rows_of(rows)))
        told = [one for one in given if one[0] != "NOT_COMPUTABLE"] or given
        words = [judged_word(verdict, direction) for verdict, direction in told]
        shown = words or [tag("span", "nothing", class_="cc-label")]
        lines.append(tag("div", tag("dt", name), tag("dd", *shown)))
    return tag("dl", *lines, class_="cc-head-kinds")


def judged_word(verdict: str, direction: object) -> Html:
    """A verdict with the direction beside it, where it has one."""
    chip = None if _is_absent(direction) else direction_chip(str(direction))
    return tag("span", verdict_chip(verdict), " " if chip else None, chip, class_="cc-judged-word")


def _number(claim: Any, value: float) -> str:
    return signed(float(value), 1) if claim.unit == "points" else f"{float(value):,.4g}"


def _reading(row: Any) -> str:
    """Which reading of the claim the evidence is of."""
    return str(row.reading or str(row.label).split(" · ")[-1]).replace("_", " ")


def _direction(row: Any) -> str:
    return direction_style(None if _is_absent(row.direction) else str(row.direction)).word


def _is_absent(value: object) -> bool:
    return any(value is one for one in _ABSENT) or (isinstance(value, float) and pd.isna(value))
