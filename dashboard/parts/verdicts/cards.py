"""One claim with everything that speaks for or against it, as one piece of markup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboard.figures.forest import Axis, axis_line, common_axis, strip
from dashboard.kit.columns import is_missing
from dashboard.kit.markup import Html, link, page_url, quantity, tag
from dashboard.kit.theme import KINDS, direction_style, direction_variable, verdict_style
from dashboard.parts.verdicts.explained import details, explained
from pipeline.domain.claim import Aggregation, LanguageRule, SplitRule, metric_of

_COMPARATORS = {"equals": "", "at_least": "at least ", "at_most": "at most ", "above": "more than "}


def claim_card(claim: Any, evidence: pd.DataFrame, *, own_page: bool = False) -> Html:
    """A claim and its bodies of evidence, kept apart by kind, on one common axis.

    Args:
        claim: row of queries/claims.sql.
        evidence: rows of queries/evidence.sql of this claim; may be empty.
        own_page: whether it stands on the page of this claim, where it leads back to all of them.
    """
    rows = list(evidence.itertuples())
    axis = common_axis(_numbers(claim, rows)) if evidence["estimate"].notna().any() else None
    kinds = evidence["kind"].drop_duplicates().tolist()
    sections = [_kind_section(kind, claim, [row for row in rows if row.kind == kind], axis) for kind in kinds]
    nothing = tag("p", "Unchecked: there is no evidence on this claim.", class_="cc-unchecked")
    return tag(
        "article",
        _header(claim),
        *(sections or [nothing]),
        _foot(claim, axis if sections else None, own_page=own_page),
        class_="cc-claim",
        aria_label=f"Claim {claim.claim_id}",
    )


def verdict_chip(verdict: str) -> Html:
    """Symbol, word and colour of a verdict."""
    style = verdict_style(verdict)
    return tag(
        "span",
        tag("span", style.symbol, class_="cc-symbol", aria_hidden="true"),
        style.word,
        class_=f"cc-verdict cc-verdict-{verdict.lower().replace('_', '-')}",
    )


def direction_chip(direction: str) -> Html:
    """Symbol, word and colour of a direction."""
    style = direction_style(direction)
    sign = tag("span", style.symbol, class_="cc-symbol", aria_hidden="true")
    return tag("span", sign, style.word, class_="cc-direction", style=f"color:{direction_variable(direction)}")


def claimed_value(claim: Any) -> str:
    """Claimed value with its comparator: "8.2", "more than 0", "392,702".

    Args:
        claim: has `value` as printed and `comparator`.
    """
    number = f"{int(claim.value):,}" if str(claim.value).isdecimal() else str(claim.value)
    return f"{_COMPARATORS.get(claim.comparator, claim.comparator + ' ')}{number}"


def claimed_unit(claim: Any) -> str:
    """Unit of the claimed value in words: "points", "training examples", and of one thing "encoder".

    Args:
        claim: has `value` as printed and `unit`.
    """
    words = str(claim.unit).replace("_", " ")
    return words.removesuffix("s") if str(claim.value) == "1" else words


def _header(claim: Any) -> Html:
    source = tag(
        "p",
        link(f"{claim.paper_title}", claim.source_url),
        f", {claim.source_version}, {claim.locator}",
        class_="cc-source",
    )
    claimed = tag(
        "div",
        tag("span", "claimed", class_="cc-label"),
        tag("strong", claimed_value(claim)),
        tag("span", f" {claimed_unit(claim)}"),
        _band_note(claim),
        class_="cc-claimed",
    )
    return tag("header", tag("div", tag("h3", claim.statement), source, class_="cc-says"), claimed)


def _band_note(claim: Any) -> Html | None:
    band = _band(claim)
    if band is None or claim.unit != "points" or band[0] == band[1]:  # counts and bounds stand for themselves
        return None
    tolerance = f", tolerance {claim.tolerance:g}" if claim.tolerance else ""
    return tag("span", f"rounding interval {band[0]:g} to {band[1]:g}{tolerance}", class_="cc-label")


def _foot(claim: Any, axis: Axis | None, *, own_page: bool) -> Html:
    legend = (
        tag(
            "div",
            tag("span", ""),
            axis_line(axis, claim.unit),
            tag("span", _unit(claim), class_="cc-label"),
            class_="cc-row cc-axis-row",
        )
        if axis
        else None
    )
    title = "Among all claims" if own_page else "Link to this card"
    card = link(title, page_url("", claim=claim.claim_id), class_="cc-leads-on")
    url = page_url("claim", claim=claim.claim_id)
    whole = None if own_page else link("Everything behind this claim", url, class_="cc-leads-on")
    return tag(
        "footer",
        legend,
        tag("p", _scope_words(claim), class_="cc-scope"),
        tag("div", _notes(claim), whole, card, class_="cc-more"),
    )


def _scope_words(claim: Any) -> str:
    said = [f"Claimed of {claim.scope_encoder} on {claim.scope_benchmark}"]
    if claim.split:
        metric, languages = metric_of(claim.metric).words, LanguageRule(claim.languages).words
        if claim.is_described:  # the usual words are XTREME's
            metric = "mean of the metrics of a task's score" if claim.metric == "task_score" else metric
            languages = "every language, or pair of languages, of each task"
        said += [SplitRule(claim.split).words, metric, claim.only_languages or languages]
        over = "" if claim.baseline == "none" else f", gains over {claim.baseline}"
        said += [Aggregation(claim.aggregation).words, f"{claim.over_seeds} over seeds{over}"]
    return "; ".join(said) + "."


def _unit(claim: Any) -> str:
    return str(claim.unit).replace("_", " ")


def _notes(claim: Any) -> Html | None:
    """What the source leaves open and how the claims file reads it."""
    definition = json.loads(claim.definition)
    notes = definition.get("notes") if isinstance(definition, dict) else None
    return details("What the source leaves open", tag("ul", *(tag("li", note) for note in notes))) if notes else None


def _kind_section(kind: str, claim: Any, rows: Iterable[Any], axis: Axis | None) -> Html:
    name, where = KINDS.get(kind, (kind, ""))
    return tag(
        "section",
        tag("h4", name, tag("span", f" {where}")),
        *(_evidence(kind, claim, row, axis) for row in rows),
        class_=f"cc-kind cc-kind-{kind}",
    )


def _evidence(kind: str, claim: Any, row: Any, axis: Axis | None) -> Html:
    interval = None if is_missing(row.low) or is_missing(row.high) else (row.low, row.high)
    estimate = None if is_missing(row.estimate) else float(row.estimate)
    words = _estimate_words(claim, row, estimate, interval)
    drawn = (
        tag("div") if axis is None or estimate is None else strip(axis, _band(claim), estimate, interval, kind, words)
    )
    verdict = tag("div", _verdict_of(row), _direction(row), class_="cc-judged")
    line = tag(
        "div",
        tag("div", _behind(claim, row), class_="cc-where"),
        drawn,
        _estimate(claim, row, estimate, interval),
        verdict,
        class_="cc-row",
    )
    return tag("div", line, explained(claim, row), class_="cc-evidence")


def _behind(claim: Any, row: Any) -> Html:
    """Name of a body of evidence, leading to what stands behind it."""
    return link(row.label, page_url("claim", claim=claim.claim_id, evidence=row.evidence_key))


def _verdict_of(row: Any) -> Html:
    return tag("span", "no verdict", class_="cc-label") if is_missing(row.verdict) else verdict_chip(row.verdict)


def _direction(row: Any) -> Html | None:
    if is_missing(row.direction):
        return None
    size = None if is_missing(row.is_size_within) else f" size {'within' if row.is_size_within else 'outside'}"
    return tag("span", direction_chip(str(row.direction)), tag("small", size) if size else None)


def _estimate(claim: Any, row: Any, estimate: float | None, interval: tuple[float, float] | None) -> Html:
    if estimate is None:
        return tag("div", tag("span", "no estimate", class_="cc-label"), class_="cc-number")
    return tag(
        "div",
        tag("strong", quantity(estimate, claim.unit)),
        tag("span", f" {_unit(claim)}"),
        tag("span", _interval_words(claim, row, interval), class_="cc-label"),
        class_="cc-number",
    )


def _interval_words(claim: Any, row: Any, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return "no interval"
    what = "rounding" if is_missing(row.level) else f"{row.level:.0%} interval"
    return f"{what} {quantity(interval[0], claim.unit)} to {quantity(interval[1], claim.unit)}"


def _estimate_words(claim: Any, row: Any, estimate: float | None, interval: tuple[float, float] | None) -> str:
    band = _band(claim)
    claimed = f"claimed {band[0]:,.10g} to {band[1]:,.10g} {_unit(claim)}" if band else "no claimed value"
    if estimate is None:
        return f"{row.label}: no estimate; {claimed}"
    found = f"estimate {quantity(estimate, claim.unit)}, {_interval_words(claim, row, interval)}"
    return f"{row.label}: {found}; {claimed}"


def _band(claim: Any) -> tuple[float, float] | None:
    if is_missing(claim.value_low) or is_missing(claim.value_high):
        return None
    return float(claim.value_low), float(claim.value_high)


def _numbers(claim: Any, rows: list[Any]) -> list[float]:
    given = [claim.value_low, claim.value_high]
    for row in rows:
        given += [row.estimate, row.low, row.high]
    return [float(value) for value in given if not is_missing(value)]
