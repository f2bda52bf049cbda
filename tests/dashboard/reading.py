"""What a page run under AppTest shows."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest


def markup(app: AppTest) -> str:
    """All HTML that the page sent, its style sheet left out."""
    bodies = (element.proto.body for element in app.get("html"))
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def text(app: AppTest) -> str:
    """The same as a reader sees it: without tags, one blank between pieces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup(app)))).strip()


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The Plotly figures of the page as JSON."""
    return [json.loads(element.proto.spec) for element in app.get("plotly_chart")]


def warnings(app: AppTest) -> list[str]:
    """The warnings of the page without the backslashes of escaped Markdown."""
    return [element.value.replace("\\", "") for element in app.warning]
