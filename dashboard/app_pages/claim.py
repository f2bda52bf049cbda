"""One claim with all that stands behind it."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.data.db import published_key, query
from dashboard.figures.claim_cells import cells_chart
from dashboard.figures.claim_forest import Claimed
from dashboard.figures.multiverse import multiverse_chart
from dashboard.kit import components, downloads
from dashboard.kit.filters import SNAPSHOT, Filters, filters_of
from dashboard.kit.markup import Html, join, link, page_url, plain, tag
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.rows import rows_of
from dashboard.parts.claim import bound, cells, estimates, multiverse, record, tasks, what_if
from dashboard.parts.claim.body import Body, read_bodies
from dashboard.parts.claim.computing import compute
from dashboard.parts.claim.said import said_when, verdict_sentence
from dashboard.parts.verdicts.cards import claim_card, claimed_unit, claimed_value
from dashboard.parts.verdicts.headline import shared_axis
from pipeline.domain.errors import QueryError

PAGE = Page(title="Claim", url_path="claim", order=1, is_measured=True)
SHORT = 90  # characters of a statement in the control
RUN, YES = "compute", "yes"
OF_EVIDENCE = ("task", "sort", "tolerance", *multiverse.CHOICES, RUN)  # what hangs on the body of evidence
TOLERANCES = ("0", "0.5", "1", "2", "3", "5")
N_IN_ADDRESS = 4_000  # characters of a statement that the SQL page takes from the address


def render() -> None:
    """Show the answer on one claim, then the numbers behind it, what would change it, and where it all comes from."""
    claims = query("claims")
    if claims.empty:
        components.heading("Claim", "One claim, and everything that speaks for or against it.")
        components.nothing_yet("This snapshot holds no claims yet.")
        return
    heading = st.container()
    with filters_of(PAGE.url_path) as filters:
        names = {row.claim_id: _name(row) for row in rows_of(claims)}
        resets = ("evidence", *OF_EVIDENCE)
        claim_id = filters.choose("claim", "Claim", list(names), show=names.__getitem__, resets=resets)
        claim = rows_of(claims[claims["claim_id"] == claim_id])[0]
        with heading:
            components.heading("Claim", f"{claim.paper_title}, {claim.source_version}")
            components.tab_title(names[claim_id])
        evidence = query("evidence")
        _answered(claim, evidence[evidence["claim_id"] == claim_id])
        parts = st.container()
        bodies = read_bodies(query("claim_bodies", claim_id=claim_id))
        body = _chosen_body(filters, bodies)
        if body is not None:
            _numbers(filters, body)
        _bounds(bodies)
        if body is not None:
            _multiverse(filters, body)
            _differences(body)
        _record(claim, evidence[evidence["claim_id"] == claim_id])
        if body is not None:
            _verdict(body)
            _computing(filters, body)
        _history(claim_id)
        _documents(claim_id)
        _sources(claim, body)
        components.contents(parts)


def _name(claim: Any) -> str:
    return f"{claimed_value(claim)} {claimed_unit(claim)}: {claim.headline or _short(claim.statement)}"


def _answered(claim: Any, evidence: pd.DataFrame) -> None:
    colours, of_one = components.colours(), query("claims").query("claim_id == @claim.claim_id")
    st.html(kept(verdict_sentence)(claim, evidence, shared_axis(of_one, evidence, beyond=1.5), colours))
    versions = query("claim_versions")
    steps = said_when(
        claim, versions[versions["claim_id"] == claim.claim_id], query("claim_documents", claim_id=claim.claim_id)
    )
    if steps is not None:
        components.section("What the source said when", anchor="when")
        st.html(steps)


def _chosen_body(filters: Filters, bodies: dict[str, Body]) -> Body | None:
    if not bodies:
        components.section("Numbers", "All parts below are of the evidence chosen here.")
        st.info("No body of evidence speaks to this claim, so there is nothing behind it.")
        return None
    titles = {key: body.title for key, body in bodies.items()}
    key = filters.choose("evidence", "Body of evidence", list(titles), show=titles.__getitem__, resets=OF_EVIDENCE)
    return bodies[key]


def _record(claim: Any, evidence: pd.DataFrame) -> None:
    components.section("Every body of evidence", "Estimates, verdicts, scope and what is missing.", anchor="evidence")
    card = kept(claim_card)(claim, evidence, own_page=True)
    st.html(join([tag("h2", "The claim with its evidence", class_="cc-hidden"), card]))


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def _offer(name: str, title: str, body: Body, sheet: downloads.Made, shown: downloads.Made | None = None) -> None:
    head = downloads.about(title, {"claim": body["claim_id"], "evidence": body["evidence_id"]}, body["method"])
    downloads.offer(name, head, sheet, shown, 2)


def _bounds(bodies: dict[str, Body]) -> None:
    bounded = sorted(
        (body for body in bodies.values() if bound.has_bound(body)),
        key=lambda body: len(body.details["bound"].get("missing_tasks") or []),
    )
    if not bounded:
        return
    titles = _task_titles()
    for number, body in enumerate(bounded):
        title = bound.bound_title(body, titles)
        if number == 0:
            components.section(title, bound.bound_words(body), anchor="bound", short="What is missing")
        else:
            st.html(tag("div", tag("h3", title), tag("p", bound.bound_words(body), class_="cc-note"), class_="cc-part"))
        if drawn := kept(bound.bound_bar)(body, titles, components.colours()):
            st.html(drawn)
        with st.expander("What is printed, and the sums"):
            table, printed = bound.bounds(body["unit"]), bound.printed(body)
            st.html(table.html(printed, f"What {body['label']} prints, and what it bounds"))
            _offer(f"bound-{number}", "What partial evidence bounds", body, *table.files(printed))


def _task_titles() -> dict[str, str]:
    rows = query("task_titles")
    return dict(zip(rows["task"], rows["title"], strict=True))


def _numbers(filters: Filters, body: Body) -> None:
    _by_task(body)
    _breakdown(filters, body)
    _selection(body)
    _units(body)


def _by_task(body: Body) -> None:
    rows = query("claim_tasks", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    title = tasks.finding(rows, body["unit"])
    components.section(
        title,
        "Gain by task, the highest first. The pale band is the claimed value, the thin line the estimate: the mean "
        "over tasks.",
        anchor="tasks",
        short="By task",
    )
    claimed = Claimed(body["accepted_low"], body["accepted_high"])
    dots = kept(tasks.task_dots)
    colours, unit = components.colours(), body["unit"]
    st.html(dots(rows, claimed, body["estimate"], colours, unit, is_generated=_is_generated(body)))
    _offer("tasks", "Gain by task", body, *tasks.TASKS.files(rows))


def _is_generated(body: Body) -> bool:
    evidence = query("evidence")
    return bool((evidence["evidence_id"].eq(body["evidence_id"]) & evidence["source"].eq("generated")).any())


def _verdict(body: Body) -> None:
    if body["verdict"] is None:
        st.info("This body of evidence was not judged.")
        return
    with st.expander(f"How the verdict was reached: {plain(body['reason'])}"):
        st.html(record.steps_table(body))


def _computing(filters: Filters, body: Body) -> None:
    asked = filters.take(RUN, [YES], "the statement is not run")
    _part("The SQL that computes the number", _about_statement(body))
    if body["recompute_sql"] is None:
        st.info(plain(f"No statement: {body['why_not'] or 'this snapshot holds none for this evidence'}."))
        return
    st.button("Run this statement", type="primary", key="claim-run", on_click=_ask)
    if asked is not None:
        _computed(body)
    with st.expander("The statement"):
        st.code(body["recompute_sql"], language="sql", wrap_lines=True, height=320)
    with st.expander(f"The input rows: {body['n_rows']:,}, and their hash"):
        st.code(body["rows_sql"], language="sql", wrap_lines=True, height=240)
        st.html(
            tag(
                "p",
                f"sha256 of these rows {body['rows_sha256']}; judged by code {body['code_digest']}. ",
                _in_console(body["rows_sql"]),
                class_="cc-note cc-wrap",
            )
        )
    st.caption("The same from a shell:")
    st.code(record.recompute_command(body), language="bash", wrap_lines=True)


def _about_statement(body: Body) -> str:
    if body["quantity"] in {None, "estimate"}:
        return "It takes another way to the estimate than the code that made it, and runs where nothing can be written."
    return f"There is no estimate. The statement computes what stands in for it: the {body['quantity']}."


def _ask() -> None:
    st.query_params.pop(SNAPSHOT, None)
    st.query_params[RUN] = YES


def _computed(body: Body) -> None:
    try:
        computed = compute(body, published_key())
    except QueryError as error:
        st.error(plain(str(error)))
        return
    (st.success if computed.is_same else st.error)(plain(computed.words))


def _in_console(sql: str) -> Html | None:
    return link("Open in the SQL page", page_url("sql", sql=sql)) if len(sql) <= N_IN_ADDRESS else None


def _multiverse(filters: Filters, body: Body) -> None:
    rows = query("claim_multiverse", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    components.section(
        "What would change this verdict", what_if.headed(rows, body["verdict"]), anchor="what-would-change"
    )
    _moved_by_hand(filters, body, rows)
    with st.expander(f"All {len(rows)} definitions: chart and tables"):
        _all_definitions(body, rows)


def _moved_by_hand(filters: Filters, body: Body, rows: pd.DataFrame) -> None:
    options = what_if.options_of(rows)
    picked = {}
    with st.container(horizontal=True, key="cc-what-if", gap="small"):
        tolerance = filters.choose("tolerance", "Tolerance, points", _tolerances(body))
        for choice, found in options.items():
            picked[choice] = filters.choose(
                choice, multiverse.CHOICES[choice], found, show=partial(multiverse.option_name, choice)
            )
    row = what_if.picked_row(rows, picked)
    if row is None:
        st.info("No number is stored for this choice: it comes to the same cells as another, or to none.")
    else:
        accepted = what_if.accepted_with(body, float(tolerance))
        st.html(what_if.outcome(body, row, accepted, components.colours(), is_generated=_is_generated(body)))
    if flips := what_if.what_flips(rows):
        st.html(
            tag(
                "p",
                tag("strong", "One choice alone that changes the direction: "),
                f"{'; '.join(flips)}.",
                class_="cc-said",
            )
        )


def _tolerances(body: Body) -> list[str]:
    declared = f"{body['tolerance'] or 0.0:g}"
    return list(dict.fromkeys([declared, *TOLERANCES]))


def _all_definitions(body: Body, rows: pd.DataFrame) -> None:
    st.html(
        tag(
            "p",
            "The band is what the claim accepts. The definitions share their cells, so this is no probability. ",
            multiverse.alike(rows),
            class_="cc-note",
        )
    )
    choices = query("claim_choices", evidence_id=body["evidence_id"])
    options = list(zip(choices["choice"], choices["picked"], strict=True))
    st.html(components.direction_legend())
    st.container(key="cc-wide").plotly_chart(
        kept(multiverse_chart)(
            rows,
            options,
            (body["accepted_low"], body["accepted_high"]),
            components.colours(),
            body["unit"],
            multiverse.short_name,
        ),
        key="multiverse-chart",
        theme=None,
        config=components.chart_config("multiverse-chart"),
        alt=f"Gains under {len(rows)} definitions, the lowest first. {what_if.headed(rows, body['verdict'])}",
    )
    if not choices.empty:
        caption = "What each choice of the definition does to the number"
        st.html(multiverse.choices(choices, body["unit"]).html(choices, caption))
    st.html(kept(_definitions)(rows, body["unit"]))
    _offer(
        "multiverse",
        "One claim under every definition",
        body,
        *multiverse.definitions(rows, body["unit"]).files(rows),
    )


def _definitions(rows: pd.DataFrame, unit: str) -> Html:
    return multiverse.definitions(rows, unit).html(rows, "The claim under every definition")


def _selection(body: Body) -> None:
    found = estimates.selection_estimates(body)
    if not found:
        return
    audit = body.details["selection_audit"]
    _part(
        "How much of it is the choice",
        "The best of several noisy gains lies above zero even where all are nil. Three ways to choose, side by side; "
        "question answering by F1 here.",
    )
    st.html(estimates.forest(found, _band(body), body["unit"], "Three estimates of the best-of gain"))
    st.html(
        tag(
            "p",
            f"The naive choice adds {audit['optimism']:.2f} {body['unit']} over the nested one.",
            class_="cc-said",
        )
    )
    with st.expander("What each way chooses, task by task"):
        st.html(estimates.choices_by_task(body))
    _offer("selection", "Three estimates of a best-of gain", body, *estimates.estimates_of(body["unit"]).files(found))


def _band(body: Body) -> tuple[float, float] | None:
    low, high = body["rounding_low"], body["rounding_high"]
    return None if low is None or high is None else (low, high)


def _units(body: Body) -> None:
    found = estimates.unit_estimates(body)
    if not found:
        return
    noun = body["unit"].replace("_", " ")
    _part(f"Gain of each of the {noun}", "Counted as a gain if it lies above zero; surely so if its interval does too.")
    st.html(estimates.forest(found, None, "points", f"Gain of each of the {noun}"))
    _offer("units", f"Gain of each of the {noun}", body, *estimates.estimates_of("points").files(found))


def _breakdown(filters: Filters, body: Body) -> None:
    rows = query("claim_cells", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    rival = body.details.get("rival")
    over = f"over the runs of {str(rival).replace('_', ' ')}" if rival else "over the baseline"
    components.section(
        "By language",
        f"Gain {over}, in {body['unit']}, mean over seeds; English first, then the languages with the highest mean.",
        anchor="languages",
    )
    titles: dict[str, str] = dict(zip(rows["task"], rows["title"], strict=True))
    names: dict[str, str] = dict(zip(rows["language"], rows["language_name"], strict=True))
    orders = {"contribution": "what contributes most", "name": "name", **names}
    order = filters.choose("sort", "Sort tasks by", list(orders), show=orders.__getitem__)
    st.html(kept(tasks.language_map)(rows, order, components.colours(), body["estimate"]))
    _part(
        "From seeds to the estimate",
        "The estimate is the mean over tasks of the mean over languages of the mean over seeds; so it is also the mean "
        "of the numbers of its seeds in the last row.",
    )
    st.html(cells.seeds_table(rows, body))
    with st.expander("Seed by seed and language by language"):
        task = filters.choose("task", "Task shown language by language", list(titles), show=titles.__getitem__)
        of_task = rows[rows["task"] == task]
        st.plotly_chart(
            kept(cells_chart)(of_task, components.colours(), body["unit"]),
            key="cells-chart",
            theme=None,
            config=components.chart_config("cells-chart"),
            alt=f"Gain on {titles[task]} in {of_task['language'].nunique()} languages, a dot for each seed",
        )
        st.html(kept(cells.languages_table)(of_task, titles[task]))
    _offer("cells", "Gain by task, language and seed", body, *cells.CELLS.files(rows))


def _differences(body: Body) -> None:
    found = query("claim_differences", evidence_id=body["evidence_id"])
    if found.empty:
        return
    _part("Why it may differ", "In what the setting of this evidence is not the claim's.")
    st.html(record.DIFFERENCES.html(found, "Why this evidence may differ from the claim"))
    _offer("differences", "Why the evidence may differ from the claim", body, *record.DIFFERENCES.files(found))


def _history(claim_id: str) -> None:
    changes = query("claim_changes", claim_id=claim_id)
    components.section(
        "When the verdicts changed",
        "From the append-only ledger that each build writes, the newest change first.",
        anchor="changes",
    )
    if changes.empty:
        st.caption("The ledger of this snapshot records no change on this claim.")
        return
    if n_faults := int(changes["n_faults"].iloc[0]):
        st.warning(f"{n_faults} lines of the ledger are damaged or were changed later; `verify --ledger` lists them.")
    st.html(record.CHANGES.html(changes, "Changes of the verdicts on this claim"))
    head = downloads.about("Changes of the verdicts on a claim", {"claim": claim_id}, "one row per change")
    downloads.offer("changes", head, *record.CHANGES.files(changes), decimals=2)


def _documents(claim_id: str) -> None:
    documents = query("claim_documents", claim_id=claim_id)
    if documents.empty:
        return
    components.section(
        "Documents that state it", "Rows of audited reports that were mapped to this claim.", anchor="documents"
    )
    st.html(record.DOCUMENTS.html(documents, "Audited documents that state this claim"))


def _sources(claim: Any, body: Body | None) -> None:
    components.section("Sources", "Where the claim, the published figures and the runs come from.", anchor="sources")
    if body is None:
        return
    sources = query("claim_sources", claim_id=claim.claim_id)
    runs = query("claim_runs", evidence_id=body["evidence_id"])
    st.html(record.sources_list(claim, sources, runs, body))


def _part(title: str, text: str) -> None:
    anchor = re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
    components.anchored(anchor, title)
    st.html(tag("div", tag("h3", title), tag("p", text, class_="cc-note"), class_="cc-part", id=anchor))


if __name__ == "__main__":
    render()
