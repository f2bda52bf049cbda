"""What would change a verdict: the stored definitions of a claim, one picked by hand, and all of them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.multiverse import multiverse_chart
from dashboard.kit import components
from dashboard.kit.filters import Filters
from dashboard.kit.markup import Html, tag
from dashboard.kit.render_cache import kept
from dashboard.parts.claim import multiverse, what_if
from dashboard.parts.claim.body import Body
from dashboard.parts.claim.page_parts import is_generated, offer

ALL_DEFINITIONS = "cc-all-definitions"  # whether they are open; made then, for the chart brings Plotly
TOLERANCES = ("0", "0.5", "1", "2", "3", "5")


def definitions(filters: Filters, body: Body) -> None:
    """What other definitions of the claim would give, moved by hand and all at once."""
    rows = query("claim_multiverse", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    components.section(
        "What would change this verdict", what_if.headed(rows, body["verdict"]), anchor="what-would-change"
    )
    _moved_by_hand(filters, body, rows)
    shown = st.expander(f"All {len(rows)} definitions: chart and tables", key=ALL_DEFINITIONS, on_change="rerun")
    if shown.open:
        with shown:
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
        st.html(what_if.outcome(body, row, accepted, components.colours(), is_generated=is_generated(body)))
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
            components.chart_colours(),
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
    offer(
        "multiverse",
        "One claim under every definition",
        body,
        *multiverse.definitions(rows, body["unit"]).files(rows),
    )


def _definitions(rows: pd.DataFrame, unit: str) -> Html:
    return multiverse.definitions(rows, unit).html(rows, "The claim under every definition")
