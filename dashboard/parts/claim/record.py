"""Why the verdict is what it is, what differs, when it changed, and where it all comes from; tables and rows."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from dashboard.kit.columns import FILE, LEFT, NAME, PAGE, WRAP, Column, Table, is_missing, number
from dashboard.kit.markup import Html, link, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.claim.body import Body
from dashboard.parts.verdicts.cards import verdict_chip
from dashboard.parts.verdicts.explained import details
from pipeline.claims.verdicts.reasoning import seven_steps

MOST_GROUPS = 3  # of runs by data and code that are listed openly
LONG, SHORT = 260, 140  # characters of a cell: those beyond LONG are cut to SHORT


def _steps(body: Body) -> list[tuple[Any, str]]:
    """The seven verdicts in the order in which they are tried, each with "yes", "no" or "not reached"."""
    steps = seven_steps(body.row)
    first = next((number for number, step in enumerate(steps) if step.is_met), len(steps))
    return [
        (step, "not reached" if number > first else "yes" if step.is_met else "no") for number, step in enumerate(steps)
    ]


def steps_table(body: Body) -> Html:
    """The seven verdicts in the order in which they are tried, down to the one that fits."""
    table = Table(
        (
            Column("verdict", align=NAME, on=PAGE, cell=lambda pair: verdict_chip(pair[0].word.value)),
            Column("fits", align=LEFT, on=PAGE, cell=lambda pair: tag("b" if pair[1] == "yes" else "span", pair[1])),
            Column(
                "because", align=WRAP, on=PAGE, cell=lambda pair: "" if pair[1] == "not reached" else pair[0].condition
            ),
        ),
        "cc-steps",
    )
    return table.html(_steps(body), "The seven verdicts as they were tried")


def _folded(text: str) -> object:
    """A text that opens on demand where it is long."""
    if len(text) <= LONG:
        return text
    start = text[:SHORT].rsplit(" ", 1)[0]
    return f"{start} …", tag("details", tag("summary", "all of it"), text)


def _aspect(row: Any) -> object:
    return row.aspect, None if row.is_stated else tag("small", "may or may not differ")


# rows of queries/claim_differences.sql
DIFFERENCES = Table(
    (
        Column("aspect", "aspect", align=NAME, cell=_aspect),
        Column("claim", "claimed", align=WRAP, cell=lambda row: _folded(row.claimed)),
        Column("evidence", "found", head="This evidence", align=WRAP, cell=lambda row: _folded(row.found)),
        Column("how it may matter", "effect", align=WRAP, cell=lambda row: _folded(row.effect)),
        Column("both sides are known", "is_stated", on=FILE),
    ),
    "cc-texts",
    is_labelled=True,
)


def differences_words(found: pd.DataFrame) -> str:
    """In what the setups differ, and in what they may, as one of them is not known.

    Args:
        found: rows of queries/claim_differences.sql.
    """
    known = found["is_stated"].astype(bool)
    differs, may = (", ".join(dict.fromkeys(found.loc[part, "aspect"])) for part in (known, ~known))
    said = [f"This evidence and the claim differ in {differs}." if differs else ""]
    said.append(f"They may differ in what our sources do not state: {may}." if may else "")
    return " ".join(one for one in said if one)


def _state(when: str, row: Any) -> object:
    head = when.capitalize()
    verdict, direction, estimate = (getattr(row, f"{name}_{when}") for name in ("verdict", "direction", "estimate"))
    if not isinstance(verdict, str):
        return tag("td", "no evidence", class_="cc-left cc-label", data_label=head)
    shown = "" if is_missing(estimate) else signed(float(estimate), 2)
    told = " ".join(part for part in (shown, direction if isinstance(direction, str) else "") if part)
    return verdict_chip(verdict), tag("small", told)


def _causes(row: Any) -> object:
    return tuple(tag("div", f"{cause['cause']} ({cause['what']})") for cause in json.loads(row.causes))


# rows of queries/claim_changes.sql
CHANGES = Table(
    (
        Column("line of the ledger", "line", on=FILE),
        Column(
            "recorded, UTC",
            "recorded_at",
            align=NAME,
            cell=lambda row: (f"{row.recorded_at:%Y-%m-%d %H:%M}", tag("small", row.snapshot_id)),
        ),
        Column("snapshot", "snapshot_id", on=FILE),
        Column("evidence", "label", align=WRAP),
        Column("before", align=LEFT, on=PAGE, cell=partial(_state, "before")),
        Column("verdict before", "verdict_before", on=FILE),
        Column("direction before", "direction_before", on=FILE),
        Column("estimate before", "estimate_before", on=FILE),
        Column("after", align=LEFT, on=PAGE, cell=partial(_state, "after")),
        Column("verdict after", "verdict_after", on=FILE),
        Column("direction after", "direction_after", on=FILE),
        Column("estimate after", "estimate_after", on=FILE),
        Column("causes", "causes", head="Because", align=WRAP, cell=_causes),
    ),
    "cc-texts",
    is_labelled=True,
)
# rows of queries/claim_documents.sql
DOCUMENTS = Table(
    (
        Column(
            "document",
            align=NAME,
            on=PAGE,
            cell=lambda row: link(row.file_name, page_url("documents", document=row.document_id)),
        ),
        Column("row", "position", on=PAGE),
        Column("mark", align=LEFT, on=PAGE, cell=lambda row: "✓ ticked" if row.is_ticked else "✗ crossed"),
        Column("confidence", "confidence", format=number(2), on=PAGE),
        Column("its words", align=WRAP, on=PAGE, cell=lambda row: _folded(row.claim_text)),
    ),
    "cc-rows cc-stating",
    is_labelled=True,
)


def recompute_command(body: Body) -> str:
    """What a shell runs to compute the number anew."""
    selector = f"{body['claim_id']}:{body['reading']}:{body['evidence_key']}"
    return shlex.join(["python", "-m", "pipeline", "verify", "--recompute", selector])


def sources_list(claim: Any, sources: pd.DataFrame, runs: pd.DataFrame, body: Body) -> Html:
    """The paper, the published sources and the runs, each with its link.

    Args:
        claim: row of queries/claims.sql.
        sources: rows of queries/claim_sources.sql.
        runs: rows of queries/claim_runs.sql.
    """
    items = [tag("li", tag("b", "The claim: "), link(claim.paper_title, claim.source_url), f", {claim.source_version}")]
    items += [_source(row) for row in rows_of(sources)]
    groups = [_run_group(row, body) for row in rows_of(runs)]
    if len(groups) <= MOST_GROUPS:
        return tag("ul", *items, *groups, class_="cc-sources")
    n_runs = int(runs["n_runs"].sum())
    more = tag("li", tag("b", "Measured: "), link(f"{n_runs} runs", page_url("runs", evidence=body["evidence_id"])))
    folded = details(f"Data and code of each, {len(groups)} groups", tag("ul", *groups))
    return tag("div", tag("ul", *items, more, class_="cc-sources"), folded, class_="cc-sources")


def _source(row: Any) -> Html:
    figures = "1 figure" if row.n_figures == 1 else f"{row.n_figures} figures"
    addresses = [tag("span", " ", _address(text)) for text in str(row.source_url).split(" ; ") if text]
    where = f"{row.source_title}: {figures} of {row.places}."
    if isinstance(row.entered_by, str):
        who = f" Entered by {row.entered_by}, {row.entered_at:%Y-%m-%d}; nobody has checked them against it."
        return tag("li", tag("b", "Reported, entered by hand: "), where, who, *addresses)
    return tag(
        "li",
        tag("b", "Published: "),
        where,
        *addresses,
        " ",
        link("Figures", page_url("published", source=row.source_id)),
    )


def _address(text: str) -> Html:
    """The address that a text starts with as a link, what follows it as text."""
    url, _, rest = text.strip().partition(" ")
    return tag("span", link(url, url), f" {rest}" if rest else None)


def _run_group(row: Any, body: Body) -> Html:
    noun = "run" if row.n_runs == 1 else "runs"
    facts: Sequence[str] = [
        f"origin {row.origin}",
        f"examples {row.source}, digest {str(row.source_digest)[:12]}",
        f"code {row.code_digest}",
        f"commit {str(row.git_commit)[:10]}" if isinstance(row.git_commit, str) else "commit unknown",
    ]
    runs = link(f"{row.n_runs} {noun}", page_url("runs", evidence=body["evidence_id"]))
    return tag("li", tag("b", "Measured: "), runs, f"; {'; '.join(facts)}.")
