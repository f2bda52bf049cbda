"""The page that the app is drawn into: Streamlit's own, with this app's name, icon, address and words."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard.kit.components import NAME
from dashboard.kit.pages import find_pages

STREAMLIT_PAGE = Path(st.__file__).parent / "static" / "index.html"
SCRIPTS = [Path(__file__).parent / name for name in ("shell.js", "pictures.js")]
ICON = Path(__file__).parents[1] / "static" / "icon.svg"
SCRIPT_PATH, ICON_PATH = "/crosscheck.js", "/crosscheck.svg"
MOTTO = "Numeric claims on cross-lingual transfer, checked against reported, measured and derived evidence."
CHUNKS = STREAMLIT_PAGE.parent / "static" / "js"
# parts of Streamlit that it imports when the first element of their kind comes: on every page, and with a chart
EVERYWHERE, OF_A_CHART = ("Html", "Selectbox", "ButtonGroup", "DownloadButton"), "PlotlyChart"
HEAD_OF_CHUNK = 8_000  # characters that hold a chunk's own imports
_IMPORTED = re.compile(r"""(?:from|import)\s*[`"']\./([\w.-]+\.js)[`"']""")
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def shells(base: str) -> dict[str, str]:
    """HTML by path below the app's root, "/" the start page, each with its page's title.

    Args:
        base: path that the app is served at, "/" or "/name/".

    Raises:
        ValueError: Streamlit's page is not as this code knows it.
    """
    page = STREAMLIT_PAGE.read_text(encoding="utf-8")
    shells = {}
    for found, _ in find_pages():
        wanted = late_chunks(page, (*EVERYWHERE, OF_A_CHART) if found.has_chart else EVERYWHERE)
        shells[f"/{found.url_path}"] = _shell(page, found.title, base, wanted)
    return shells


def late_chunks(page: str, names: Sequence[str]) -> list[str]:
    """Files of Streamlit's scripts that these parts need and its page does not name, in the order of the parts.

    A browser would else ask for them one after the other, each when the server's first words of its kind have come.

    Args:
        names: of parts; one that this version of Streamlit does not have is left out.
    """
    found: list[str] = []
    waiting = [path.name for name in names for path in sorted(CHUNKS.glob(f"{name}.*.js"))]
    while waiting:
        name = waiting.pop(0)
        if name in found or f"/{name}" in page:
            continue
        found.append(name)
        with (CHUNKS / name).open(encoding="utf-8") as file:
            waiting = [*_IMPORTED.findall(file.read(HEAD_OF_CHUNK)), *waiting]
    return found


def script() -> str:
    """What runs in the page beside Streamlit."""
    return "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)


def script_hashes() -> list[str]:
    """Digests of the scripts within Streamlit's page, as a content security policy names them."""
    inline = _INLINE.findall(STREAMLIT_PAGE.read_text(encoding="utf-8"))
    return [f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}" for text in inline]


def _shell(page: str, title: str, base: str, chunks: Sequence[str]) -> str:
    head = (
        f"<title>{html.escape(title)} - {NAME}</title>\n"
        f'    <meta name="description" content="{MOTTO}" />\n'
        f'    <meta property="og:title" content="{html.escape(title)} - {NAME}" />\n'
        f'    <meta property="og:description" content="{MOTTO}" />\n'
        f'    <script src=".{SCRIPT_PATH}" data-base="{html.escape(base)}"></script>'
    )
    page = _with(page, r"<title>Streamlit</title>", head)
    page = _with(page, r'href="./favicon.png"', f'href=".{ICON_PATH}"')
    page = _with(page, r'<link rel="service-desc"[^>]*>', "")
    early = "".join(f'    <link rel="modulepreload" crossorigin href="./static/js/{name}">\n' for name in chunks)
    page = _with(page, r"[ ]*</head>", f"{early}  </head>")
    return _with(
        page,
        r"<noscript>.*</noscript>",
        "<noscript><p>This page needs JavaScript. <code>python -m pipeline report</code> writes the same numbers as a "
        "page that needs none.</p></noscript>",
    )


def _with(page: str, pattern: str, new: str) -> str:
    changed, n_found = re.subn(pattern, lambda _: new, page, flags=re.DOTALL)
    if n_found != 1:
        raise ValueError(f"{STREAMLIT_PAGE} has {n_found} of {pattern!r}, expected 1: another version of Streamlit?")
    return changed
