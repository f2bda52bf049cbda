"""The parts of the report as markup, in the order of the file."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dashboard.figures.heat_cells import VIEWS
from dashboard.kit.columns import LONG_NAME, NAME, PAGE, Column, Table
from dashboard.kit.markup import Html, join, link, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import COVERS_ZERO, KINDS
from dashboard.parts.documents import listing, matrix
from dashboard.parts.heatmap.tables import heat_table
from dashboard.parts.published.discrepancies import finding_table, kind_title
from dashboard.parts.studies.tables import STUDIES, answer_mark, points
from dashboard.parts.verdicts.cards import claim_card, verdict_chip
from dashboard.parts.verdicts.tally import verdict_tally
from dashboard.report.contents import Contents, HeatMap, StudyCurve

NOTHING = "no evidence"


def sections(contents: Contents) -> list[tuple[str, str, Html]]:
    """Anchor, title and body of each part; a part that the published file has nothing for says so."""
    return [
        ("verdicts", "Verdicts", _verdicts(contents)),
        ("claims", "Claims with their evidence", _cards(contents)),
        ("gains", "Gains by intermediate and target task", _gains(contents)),
        ("studies", "Studies", _studies(contents)),
        ("discrepancies", "Published figures that contradict one another", _discrepancies(contents)),
        ("documents", "Audited documents", _documents(contents)),
    ]


def claim_anchor(claim_id: str) -> str:
    """Id of a card in the file."""
    return f"claim-{claim_id}"


def _note(text: str) -> Html:
    return tag("p", text, class_="cc-note")


def _folded(title: str, inside: Html) -> Html:
    return tag("details", tag("summary", title), inside, class_="cc-fold")


def _verdicts(contents: Contents) -> Html:
    if contents.claims.empty:
        return _note("The published file holds no claims.")
    table = Table(
        (
            Column("claim", align=LONG_NAME, on=PAGE, cell=_statement),
            Column("claimed", on=PAGE, cell=lambda claim: f"{claim.value} {str(claim.unit).replace('_', ' ')}"),
            *(
                Column(name, head=name, on=PAGE, cell=partial(_judged, contents.evidence, kind))
                for kind, (name, _) in KINDS.items()
            ),
        ),
        "cc-board",
    )
    verdicts = table.html(contents.claims, "Verdicts on every claim by kind of evidence")
    return join([verdict_tally(contents.claim_counts, contents.verdict_counts), verdicts])


def _statement(claim: Any) -> Html:
    return link(claim.statement, f"#{claim_anchor(claim.claim_id)}")


def _judged(evidence: pd.DataFrame, kind: str, claim: Any) -> Html:
    return _chips(evidence[(evidence["claim_id"] == claim.claim_id) & (evidence["kind"] == kind)])


def _chips(evidence: pd.DataFrame) -> Html:
    """Each verdict of a kind once, with the number of bodies of evidence where there are several."""
    counts = evidence["verdict"].value_counts(sort=False)
    if counts.empty:
        return tag("td", NOTHING if evidence.empty else "no verdict", class_="cc-left cc-label")
    chips = [
        tag("div", verdict_chip(str(word)), tag("span", f" × {n}", class_="cc-label") if n > 1 else None)
        for word, n in counts.items()
    ]
    return tag("td", *chips, class_="cc-left")


def _cards(contents: Contents) -> Html:
    cards = [
        tag(
            "div",
            claim_card(claim, contents.evidence[contents.evidence["claim_id"] == claim.claim_id]),
            id=claim_anchor(str(claim.claim_id)),
        )
        for claim in contents.claims.itertuples()
    ]
    return join(cards) if cards else _note("The published file holds no claims.")


def _gains(contents: Contents) -> Html:
    if not contents.heat_maps:
        return _note("No run with an intermediate task has scores, so there is no gain to show.")
    words, symbol = COVERS_ZERO
    reading = (
        "Points gained over the same encoder without an intermediate task, with the interval that claims are judged "
        f"by, not corrected for the number of cells; {symbol}: {words[0].lower()}{words[1:]}. A cell without a score "
        "says why. A cell without an interval has none stored."
    )
    return join([_note(reading), *map(_heat_map, contents.heat_maps)])


def _heat_map(found: HeatMap) -> Html:
    languages = "the task's own languages" if found.is_own else "all languages scored"
    how = f"Mean over {languages} of the mean over seeds; {found.split} split. {found.about}"
    return join([tag("h3", found.name), _note(how), heat_table(found.cells, VIEWS["gain"], found.name)])


def _studies(contents: Contents) -> Html:
    if contents.studies.empty:
        return _note("The published file holds no studies.")
    return join(
        [STUDIES.html(contents.studies, "Questions of the studies with their answers"), *map(_study, contents.curves)]
    )


def _study(curve: StudyCurve) -> Html:
    study = curve.study
    said = tag("p", answer_mark(study.answer), f". {study.sentence}")
    scale = _note(f"Scale {study.scale}: {study.scale_label}. Limits: {study.limits}")
    title = tag("h3", f"{study.question} ({study.scale})")
    if curve.points.empty:
        return join([title, said, scale, _note("Too few of its runs have finished for a curve.")])
    caption = f"{study.title}, {study.scale}: every point with its interval"
    drawn = points(study.quantity).html(curve.points, caption)
    return join([title, said, scale, _folded("Every point with its interval", drawn)])


def _discrepancies(contents: Contents) -> Html:
    found = contents.discrepancies
    if found.empty:
        return _note("The audit found no contradiction.")
    strongest = found.drop_duplicates("kind")
    kinds = Table(
        (
            Column("kind", "kind", format=kind_title, align=NAME, on=PAGE),
            Column("findings", "n_findings", on=PAGE),
        ),
        "cc-means",
    )
    return join(
        [
            _note(f"{len(found)} contradictions by kind, the most serious first; below, the strongest of each kind."),
            kinds.html(contents.discrepancy_kinds, "Contradictions by kind"),
            finding_table(strongest, contents.discrepancy_figures),
        ]
    )


def _documents(contents: Contents) -> Html:
    frames = contents.documents
    if frames.documents.empty:
        return _note("The published file holds no audited documents.")
    stated = [one for one in matrix.stated_of(frames.rows, matrix.ours_of(contents.claim_words)) if one.claim_id]
    kinds = [
        _folded(f"{kind_title(str(kind))} ({group['finding'].nunique()})", listing.findings_table(group, str(kind)))
        for kind, group in frames.findings.groupby("kind", sort=False)
    ]
    said = [
        tag("p", tag("strong", f"Confidences against the {_outcome(row.outcome)}: "), f"{row.statement}.")
        for row in rows_of(frames.calibrations[frames.calibrations["document_id"] == "all"])
    ]
    marks = matrix.matrix(frames.documents).html(stated, "Registered claims by document") if stated else Html("")
    return join(
        [
            listing.DOCUMENTS.html(frames.documents, "Documents and their counts"),
            tag("h3", "Registered claims that they state"),
            marks or _note("No row states a registered claim."),
            tag("h3", "Findings"),
            *(kinds or [_note("The audit found no fault.")]),
            *said,
        ]
    )


def _outcome(outcome: str) -> str:
    return {"tick": "ticks", "our verdict": "verdicts here"}.get(outcome, outcome)
