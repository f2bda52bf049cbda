"""The report as one file: style and markup within, nothing fetched from anywhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd

from dashboard.kit.components import STYLE
from dashboard.kit.markup import Html, escape, join, link, tag
from dashboard.kit.theme import DARK, LIGHT, css_variables
from dashboard.report.contents import Contents, read_contents
from dashboard.report.sections import sections
from pipeline.domain.errors import ProfileError
from pipeline.store.atomic import write_text
from pipeline.store.home import Home
from pipeline.store.publish import published

OWN_STYLE = Path(__file__).parent / "report.css"
# the file may show its own style and nothing else; a browser refuses scripts, pictures and requests
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SHELL = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
# as markup.link writes them: no address holds a quote, no label another link
_LINK = re.compile(r'<a href="(?!https?://|#)[^"]*"([^>]*)>(.*?)</a>', re.DOTALL)
_LEADS_ON = 'class="cc-leads-on"'


def write_report(home: Home, out: Path) -> Path:
    """Write the report on the published file of `home` to `out`, all of it or nothing; returns where it lies.

    The same published file gives the same bytes.

    Raises:
        StoreError: nothing is published, or the file cannot be read.
        ProfileError: no file can be made at `out`.
    """
    path = out.expanduser().resolve()
    folder = next(parent for parent in path.parents if parent.exists())
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ProfileError(f"{out} cannot be written; name a file in a folder that you may write to")
    write_text(path, as_html(read_contents(published(home))))
    return path


def as_html(contents: Contents) -> str:
    """The whole file as text."""
    parts = sections(contents)
    menu = join([tag("li", link(title, f"#{anchor}")) for anchor, title, _ in parts])
    body = join(
        [
            _head(contents.snapshot),
            tag("nav", tag("ul", menu), aria_label="Parts of this report"),
            tag("main", *(_section(anchor, title, inside) for anchor, title, inside in parts)),
        ],
        "\n",
    )
    return _SHELL.format(
        policy=escape(POLICY),
        title=escape(f"Crosscheck report, {contents.snapshot['snapshot_id']}"),
        style=style(),
        body=without_app_links(body),
    )


def without_app_links(markup: Html) -> Html:
    """The markup without links into the app, which lead nowhere from a file; their words stay.

    A link of class cc-leads-on goes with its words, as these say nothing but where it leads.
    """
    return Html(_LINK.sub(lambda found: "" if _LEADS_ON in found[1] else found[2], markup))


def style(*, has_dark: bool = True) -> str:
    """The style sheet of a page of its own; with `has_dark` it follows the reader's scheme."""
    dark = f"@media (prefers-color-scheme: dark){{{css_variables(DARK)}}}" if has_dark else ""
    own = [path.read_text(encoding="utf-8") for path in (STYLE, OWN_STYLE)]
    return "\n".join([css_variables(LIGHT), dark, *own])


def _head(snapshot: pd.Series) -> Html:
    commit = snapshot["git_commit"]
    facts = [
        ("Snapshot", snapshot["snapshot_id"]),
        ("Built", f"{snapshot['built_at']:%Y-%m-%d %H:%M:%S} UTC"),
        ("Commit", commit if isinstance(commit, str) else "unknown"),
        ("Holds", f"{snapshot['n_claims']} claims, {snapshot['n_runs']} runs, {snapshot['n_scores']} scores"),
    ]
    lead = "What papers on cross-lingual transfer claim, and what three kinds of evidence say. They are never mixed."
    return tag(
        "header",
        tag("h1", "Crosscheck report"),
        tag("p", lead, class_="cc-lead"),
        tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts), class_="cc-facts-list"),
        class_="cc-heading",
    )


def _section(anchor: str, title: str, inside: Html) -> Html:
    return tag("section", tag("h2", title, id=f"{anchor}-title"), inside, id=anchor, aria_labelledby=f"{anchor}-title")
