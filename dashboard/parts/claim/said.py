"""The answer on one claim, and what its source said when: earlier version, this version, reports that repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import axis_picture
from dashboard.figures.forest import Axis
from dashboard.kit.columns import is_missing
from dashboard.kit.markup import Html, link, page_url, tag, unbroken
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette
from dashboard.parts.claim.multiverse import pointed
from dashboard.parts.claim.tasks import extremes
from dashboard.parts.verdicts.cards import claimed_unit, claimed_value
from dashboard.parts.verdicts.headline import Said, answer_lines, answer_list, bar


def verdict_sentence(
    claim: Any,
    evidence: pd.DataFrame,
    axis: Axis | None,
    colours: Palette,
    cells: pd.DataFrame | None = None,
    definitions: pd.DataFrame | None = None,
) -> Html:
    """The claim, the claimed value, all estimates on one axis, and the answer: verdict, why, data, languages, how sure.

    Args:
        claim: row of queries/claims.sql.
        evidence: rows of queries/evidence.sql of this claim.
        axis: None where there is no number.
        cells: rows of queries/claim_cells.sql of the first body of evidence; None where its numbers are not shown.
        definitions: rows of queries/claim_multiverse.sql of that body, the same.
    """
    drawn = None if axis is None else tag("div", bar(claim, evidence, axis, colours), axis_picture(axis, colours))
    lines = answer_lines(claim, evidence)
    more: list[tuple[str, object]] = []
    if cells is not None and not cells.empty:
        more.append(("Languages", tag("p", languages_words(cells), " ", link("Language by language", "#languages"))))
    if sure := sure_words(lines, definitions):
        to_choices = (
            None if definitions is None or definitions.empty else link("What would change it", "#what-would-change")
        )
        more.append(("How sure", tag("p", sure, " ", to_choices)))
    return tag(
        "section",
        tag("h2", unbroken(claim.statement)),
        tag(
            "div",
            tag("p", tag("strong", claimed_value(claim)), f" {claimed_unit(claim)} claimed", class_="cc-answer-value"),
            drawn,
            class_="cc-answer-row",
        ),
        answer_list(lines, *more, has_scope=True),
        class_="cc-head cc-answered",
        aria_label=f"Answer on claim {claim.claim_id}",
    )


def languages_words(cells: pd.DataFrame) -> str:
    """How many languages and tasks were scored, and the languages that gain and lose most.

    Args:
        cells: rows of queries/claim_cells.sql of one body of evidence.
    """
    n_languages, n_tasks = cells["language"].nunique(), cells["task"].nunique()
    languages = "1 language" if n_languages == 1 else f"{n_languages} languages"
    over = "1 task" if n_tasks == 1 else f"{n_tasks} tasks"
    return " ".join(part for part in (f"{languages} over {over}.", extremes(cells, 2)) if part)


def sure_words(lines: Sequence[Said], definitions: pd.DataFrame | None) -> str:
    """How much stands behind what was measured: seeds, level of the interval, other definitions of the claim.

    Args:
        definitions: rows of queries/claim_multiverse.sql of the first body of evidence.
    """
    said = [_behind(line) for line in lines if line.mark]
    if not said:
        return ""
    if definitions is not None and not definitions.empty:
        said.append(pointed(definitions, " ways to define the mean"))
    return " ".join(said)


def _behind(line: Said) -> str:
    row = line.rows[0]
    if is_missing(row.n_seeds):
        return f"{line.name}: number of seeds unknown."
    if row.n_seeds == 1:
        return f"{line.name}: one seed, which decides nothing."
    level = "no interval" if is_missing(row.level) else f"{row.level:.0%} interval"
    return f"{line.name}: {int(row.n_seeds)} seeds, {level}."


def said_when(claim: Any, versions: pd.DataFrame, documents: pd.DataFrame) -> Html | None:
    """One step per version of the source and one for the reports that state the claim; None where there is one alone.

    Args:
        claim: row of queries/claims.sql.
        versions: rows of queries/claim_versions.sql of this claim.
        documents: rows of queries/claim_documents.sql.
    """
    steps = [
        _step(f"{row.version}".capitalize(), row.printed, link(row.place, row.source_url)) for row in rows_of(versions)
    ]
    steps.append(_step("This version", claimed_value(claim), link(claim.source_version, claim.source_url)))
    if not documents.empty:
        files = documents.drop_duplicates("document_id")
        ticked = int(documents["is_ticked"].sum())
        rows = "row states" if len(documents) == 1 else "rows state"
        told = tag("span", f"{len(documents)} {rows} it, {ticked} ticked; ", link("which", page_url("documents")))
        reports = "1 report" if len(files) == 1 else f"{len(files)} reports"
        steps.append(_step("Repeated by", reports, told))
    return tag("ol", *steps, class_="cc-said-when") if len(steps) > 1 else None


def _step(when: str, value: object, where: object) -> Html:
    return tag("li", tag("span", when, class_="cc-label"), tag("strong", value), tag("span", where, class_="cc-label"))
