"""What the sections of a claim's page share."""

from __future__ import annotations

import re

import streamlit as st

from dashboard.data.db import query
from dashboard.kit import components, downloads
from dashboard.kit.markup import tag
from dashboard.parts.claim.body import Body


def offer(
    name: str,
    title: str,
    body: Body,
    sheet: downloads.Made,
    shown: downloads.Made | None = None,
    chart: downloads.Chart | None = None,
) -> None:
    """Offer a table of the chosen evidence as files, with what it is about."""
    head = downloads.about(title, {"claim": body["claim_id"], "evidence": body["evidence_id"]}, body["method"])
    downloads.offer(name, head, sheet, shown, 2, chart=chart)


def part(title: str, text: str) -> None:
    """Heading of a part within a section, with its own place in the address."""
    anchor = re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
    components.anchored(anchor, title)
    st.html(tag("div", tag("h3", title), tag("p", text, class_="cc-note"), class_="cc-part", id=anchor))


def is_generated(body: Body) -> bool:
    """Whether the evidence was measured on generated text."""
    evidence = query("evidence")
    return bool((evidence["evidence_id"].eq(body["evidence_id"]) & evidence["source"].eq("generated")).any())
