"""Why a body of evidence has its verdict: reason, differences in scope, runs, missing cells, method and SQL."""

from __future__ import annotations

import json
from typing import Any

from dashboard.kit.columns import is_missing
from dashboard.kit.markup import Html, join, link, millions, page_url, tag
from dashboard.kit.theme import KINDS


def explained(claim: Any, row: Any) -> Html:
    """What stands below the line of a body of evidence.

    Args:
        claim: row of queries/claims.sql.
        row: of queries/evidence.sql.
    """
    by_rounding = "It agrees only within the rounding interval." if row.only_by_rounding is True else None
    return tag(
        "div",
        tag("p", "" if is_missing(row.reason) else row.reason, " " if by_rounding else None, by_rounding),
        _scope(claim, row) if row.verdict == "SCOPE_MISMATCH" else None,
        tag("p", _coverage(row), _runs(row), class_="cc-facts"),
        tag(
            "div",
            None if row.verdict == "SCOPE_MISMATCH" else _scope(claim, row),
            _missing_cells(row),
            details("How it was computed", tag("p", row.method)),
            details("SQL that reads the input rows", tag("pre", row.sql)),
            class_="cc-more",
        ),
        class_="cc-explained",
    )


def _scope(claim: Any, row: Any) -> Html | None:
    differences = _read_list(row.scope_differences)
    items = [
        tag("li", tag("b", f"{part.get('what')}: "), f"claimed {part.get('claimed')}, here {part.get('evidence')}")
        for part in differences
    ]
    if not items:
        return None
    told = _other_scope(claim, row, differences) if row.verdict == "SCOPE_MISMATCH" else None
    noun = "difference" if len(items) == 1 else "differences"
    folded = details(f"{len(items)} {noun} that put it out of the claim's scope", tag("ul", *items))
    return tag("div", told, folded, class_="cc-differences")


def _other_scope(claim: Any, row: Any, differences: list[dict[str, Any]]) -> Html | None:
    """The plain sentence on evidence about another encoder or benchmark."""
    if not {"encoder", "benchmark"} & {part.get("what") for part in differences}:
        return None
    name = KINDS.get(row.kind, (row.kind, ""))[0]
    size = "" if is_missing(row.n_parameters) else f"a {millions(row.n_parameters)}M-parameter encoder, "
    return tag(
        "p",
        f"{name} with {size}{row.encoder}, on {row.benchmark}; "
        f"cannot confirm a claim about {claim.scope_encoder} on {claim.scope_benchmark}.",
    )


def _coverage(row: Any) -> str:
    return f"{int(row.n_cells)} of {int(row.n_cells_needed)} cells; "


def _runs(row: Any) -> Html:
    if not row.n_runs:
        printed = "from printed figures" if row.n_cells else "no figure for them is printed"
        return tag("span", "no run of this project behind it" if row.kind == "measured" else printed)
    noun = "run" if row.n_runs == 1 else "runs"
    return link(f"{int(row.n_runs)} {noun} behind it", page_url("runs", evidence=row.evidence_id))


def _missing_cells(row: Any) -> Html | None:
    cells = _read_list(row.missing_cells)
    if not cells:
        return None
    items = [
        tag("li", f"{cell.get('task')}, {cell.get('language')}, {cell.get('split')}: {cell.get('reason')}")
        for cell in cells
    ]
    noun = "cell" if len(items) == 1 else "cells"
    return details(f"{len(items)} missing {noun}", tag("ul", join(items)))


def details(title: str, inside: Html) -> Html:
    """A part that opens on a click."""
    return tag("details", tag("summary", title), inside, class_="cc-details")


def _read_list(text: object) -> list[dict[str, Any]]:
    found = json.loads(text) if isinstance(text, str) else []
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []
