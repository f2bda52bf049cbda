"""A claim judged from a table that a visitor types or pastes in; kept nowhere but in the visitor's session."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import streamlit as st

from dashboard.data.db import published_key, query, reading
from dashboard.kit import components
from dashboard.kit.columns import LEFT, NAME, PAGE, WRAP, Column, Table, is_missing
from dashboard.kit.markup import Html, join, plain, signed, tag
from dashboard.parts.verdicts.cards import verdict_chip
from pipeline.audits.entered.reading import STATABLE, ReadTable, read_table
from pipeline.audits.entered.session import Judged, audit_table, judge_table, reader_knowledge, tasks_of_rows
from pipeline.audits.published.findings import Discrepancy
from pipeline.claims.analyses.wanted_figures import template_csv, wanted_figures
from pipeline.claims.evidence.reported import printed_arms
from pipeline.claims.registry.claims_file import stored_claim
from pipeline.domain.claim import Claim
from pipeline.domain.errors import CrosscheckError, ProfileError
from pipeline.store.benchmarks import benchmarks_of_rows
from pipeline.store.entered import EnteredTable

MOST_PASTED = 20_000  # characters
MOST_SAID = 2_000
MOST_FINDINGS = 10
EXAMPLE = (
    "Model\tXNLI\tPAWS-X\tXQuAD (F1 / EM)\nXLM-R Large\t79.2\t86.4\t76.6 / 60.8\n+ SQuAD v1.1\t80.1\t87.0\t78.0 / 62.2"
)
SAID = "Ours = xlm-roberta-large+squad_v1\nsplit = test"
NOT_CHECKED = "The figures were pasted here, for this session alone; nobody has checked them against their source."
MATCHES = Table(
    (
        Column("in the table", align=NAME, on=PAGE, cell=lambda match: match.label),
        Column("where", align=LEFT, on=PAGE, cell=lambda match: match.where),
        Column(
            "taken as",
            align=WRAP,
            on=PAGE,
            cell=lambda match: (
                match.meaning,
                tag("small", f"not known here; nearest: {match.unknown}") if match.unknown else None,
            ),
        ),
    ),
    "cc-rows",
)
FIGURES = Table(
    (
        Column("line", on=PAGE, cell=lambda one: one.line),
        Column("as typed", on=PAGE, cell=lambda one: one.figure.value_text),
        Column("system", align=NAME, on=PAGE, cell=lambda one: one.figure.encoder),
        Column("task", align=LEFT, on=PAGE, cell=lambda one: one.figure.task),
        Column("language", align=LEFT, on=PAGE, cell=lambda one: one.figure.language.replace("avg", "average")),
        Column("metric", align=LEFT, on=PAGE, cell=lambda one: one.figure.metric),
        Column("split", align=LEFT, on=PAGE, cell=lambda one: one.figure.split),
    ),
    "cc-rows",
)


def own_table(row: Any) -> None:
    """The section: what is missing as a file to fill in, a box to paste a table into, and what it says of the claim.

    Args:
        row: of queries/claims.sql.
    """
    components.section(
        "Judge it from a table of yours",
        "Paste the paper's table, or the missing figures filled in: CSV, Markdown, LaTeX, cells of a spreadsheet. It "
        "is judged and audited at once, as entered by hand, for this session alone; nothing is stored.",
        anchor="own-table",
    )
    try:
        claim = _claim(row)
    except CrosscheckError as error:
        st.info(plain(f"No table can be judged here: {error}."))
        return
    if not printed_arms(claim):
        st.info(f"Printed figures do not decide a claim of kind {claim.kind.value}; that takes scores of runs.")
        return
    with st.expander("Paste a table"):
        _missing(claim)
        _box(claim)


def _claim(row: Any) -> Claim:
    about = {name: getattr(row, name) for name in ("paper", "paper_title", "source_version", "source_url")}
    return stored_claim(about, row.definition)


def _missing(claim: Claim) -> None:
    text, why = _template(published_key(), claim.claim_id, claim)
    if why:
        st.caption(plain(f"{why[:1].upper()}{why[1:]}."))
        return
    st.download_button(
        f"Missing figures, {text.count(chr(10)) - 1} rows to fill in (CSV)",
        text,
        file_name=f"missing-{claim.claim_id}.csv",
        mime="text/csv",
        key="own-table-template",
        icon=":material/download:",
        on_click="ignore",
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _template(key: tuple[str, int, int], claim_id: str, _claim: Claim) -> tuple[str, str]:  # noqa: ARG001  # the key
    """The missing figures as CSV; or why there are none."""
    with reading() as connection:
        wanted = wanted_figures(connection, _claim)
    return ("", wanted.why_none) if wanted.why_none else (template_csv(wanted.figures), "")


@st.fragment
def _box(claim: Claim) -> None:
    left, right = st.columns([3, 2])
    with left:
        text = st.text_area(
            "Table",
            key=f"own-table-{claim.claim_id}",
            height=170,
            max_chars=MOST_PASTED,
            placeholder=EXAMPLE,
        )
    with right:
        said = st.text_area(
            "What it leaves open, a line each (optional)",
            key=f"own-table-said-{claim.claim_id}",
            height=170,
            max_chars=MOST_SAID,
            placeholder=SAID,
            help="LABEL = NAME says what a header or row means, LABEL = - leaves it out; split, task, language, "
            "metric, system, setting or scale = VALUE holds for every figure. Split and encoder are the claim's unless "
            "said.",
        )
    st.button("Judge the table", key="own-table-judge", type="primary")
    if not text or not text.strip():
        return
    try:
        read, entry, judged, found = _judged(claim, text, said or "")
    except CrosscheckError as error:
        st.error(plain(_as_here(str(error))))
        return
    st.html(answer(judged, claim))
    _contradictions(found)
    _how(read, entry)


def _judged(
    claim: Claim, text: str, said: str
) -> tuple[ReadTable, EnteredTable, Sequence[Judged], Sequence[Discrepancy]]:
    rows = [{str(name): _stored(value) for name, value in row.items()} for row in query("task_rows").to_dict("records")]
    given, stated = _statements(said)
    benchmarks = benchmarks_of_rows([_described(row) for row in query("described_benchmarks").to_dict("records")])
    known = reader_knowledge(tasks_of_rows(rows), claim=claim, stated=stated, benchmarks=benchmarks)
    read = read_table(text, known, name="the table", given=given)
    entry = EnteredTable(
        name="session",
        title="The pasted table",
        url="this session",
        table="pasted",
        entered_by="you",
        entered_at=datetime.now(UTC),
        file_name="pasted",
        file_sha256=hashlib.sha256(text.encode()).hexdigest(),
        figures=tuple(one.figure for one in read.figures),
    )
    judged = judge_table(claim, entry, rows, remark=NOT_CHECKED, benchmarks=benchmarks)
    return read, entry, judged, audit_table(read, entry, benchmarks)


def _described(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """A row of queries/described_benchmarks.sql as it was before pandas."""
    found = {str(name): value.tolist() if isinstance(value, np.ndarray) else value for name, value in row.items()}
    found |= {name: None if is_missing(found[name]) else found[name] for name in ("high", "average_metric")}
    return found | {name: None if is_missing(found[name]) else int(found[name]) for name in ("n_dev", "n_test")}


def _stored(value: object) -> object:
    """A value of table `tasks` as it was before pandas: lists, texts, and None for what is missing."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    return None if isinstance(value, float) else value


def _statements(said: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is said of every figure, and of labels."""
    given, stated = dict[str, str](), dict[str, str]()
    for line in said.splitlines():
        label, mark, name = line.rpartition("=")
        if not line.strip():
            continue
        if not mark or not label.strip() or not name.strip():
            raise ProfileError(f"{line.strip()!r:.120}: expected LABEL = NAME, such as Ours = squad_v1")
        (given if label.strip() in STATABLE else stated)[label.strip()] = name.strip()
    return given, stated


def _as_here(message: str) -> str:
    """A message of the command line in the words of this page."""
    return message.replace("--set ", "on the right ").replace("as in --match", "on the right, as in")


def answer(judged: Sequence[Judged], claim: Claim) -> Html:
    """The verdict of each reading that the table decides, else why there is none."""
    decided = [one for one in judged if one.evidence.estimate is not None]
    shown = decided or list(judged)[:2]
    return tag("div", *(_verdict(one, claim) for one in shown), class_="cc-what-if", aria_live="polite")


def _verdict(one: Judged, claim: Claim) -> Html:
    evidence, unit = one.evidence, "points" if claim.unit == "points" else claim.unit
    figures = "this figure" if one.n_figures == 1 else f"these {one.n_figures} figures"
    reading = evidence.label.rpartition(" · ")[2]
    if evidence.estimate is None:
        head: tuple[object, ...] = (tag("strong", f"{reading}: "), verdict_chip(one.verdict.verdict))
    else:
        low, high = (evidence.estimate if end is None else end for end in (evidence.low, evidence.high))
        written = signed if claim.unit == "points" else _plain_number
        head = (
            tag("strong", f"With {figures}: "),
            verdict_chip(one.verdict.verdict),
            tag("strong", f" {written(low, 2)} to {written(high, 2)} {unit}"),
            f" ({reading})",
        )
    return join([tag("p", *head), tag("p", one.verdict.reason, class_="cc-note cc-wrap")])


def _plain_number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def _contradictions(found: Sequence[Discrepancy]) -> None:
    for one in found[:MOST_FINDINGS]:
        st.warning(plain(one.sentence), icon=":material/rule:")
    if len(found) > MOST_FINDINGS:
        st.caption(f"and {len(found) - MOST_FINDINGS} more contradictions")


def _how(read: ReadTable, entry: EnteredTable) -> None:
    if read.notes:
        st.caption(plain(" ".join(f"{note[:1].upper()}{note[1:]}." for note in read.notes)))
    title = f"How it was read: {len(entry.figures)} figures under {len(read.matches)} labels, as {read.form}"
    with st.expander(title):
        st.html(MATCHES.html(read.matches, "What each label of the table was taken for"))
        st.html(FIGURES.html(read.figures, "Every figure as it was read"))
