"""A folder of small pages that any web server shows: one a claim with its picture for link previews, and the report."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from dashboard.kit.markup import Html, escape, join, link, tag, visible
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import LIGHT
from dashboard.parts.claim.said import verdict_sentence
from dashboard.parts.verdicts.cards import claim_card, claimed_unit, claimed_value
from dashboard.parts.verdicts.headline import answer, shared_axis
from dashboard.report.contents import Contents, read_contents
from dashboard.report.document import as_html, style, without_app_links
from pipeline.domain.errors import ProfileError
from pipeline.store.atomic import write_atomically
from pipeline.store.home import Home
from pipeline.store.publish import published

SIZE = (1200, 630)  # pixels, as link previews have them
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
LEFT, LETTER = 70, 52  # of a card: margin in pixels, letters in a line of text
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{title}</title>
<meta name="description" content="{description}">
<meta property="og:type" content="article">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
{image}<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
_IMAGE = """<meta property="og:image" content="{name}.png">
<meta name="twitter:card" content="summary_large_image">
"""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, in plain text."""

    claimed: str
    headline: str
    said: str
    source: str

    def lines(self) -> list[tuple[str, int, str]]:
        """Text, height of its letters and colour of every line, from top to bottom."""
        said = textwrap.wrap(self.said, LETTER + 14, max_lines=6, placeholder=" ...")
        title = textwrap.wrap(self.headline, LETTER, max_lines=2, placeholder=" ...")
        return [
            ("Crosscheck", 26, LIGHT.quiet),
            (self.claimed, 54, LIGHT.accent),
            *((line, 40, LIGHT.ink) for line in title),
            *((line, 30, LIGHT.ink) for line in said),
            ("", 10, LIGHT.ground),
            *((line, 22, LIGHT.quiet) for line in textwrap.wrap(self.source, 2 * LETTER - 10, max_lines=2)),
        ]


def write_site(home: Home, folder: Path, url: str = "") -> list[Path]:
    """Write the site on the published file of `home` into `folder`; returns the files, the start page first.

    The same published file gives the same bytes; other files of the folder stay as they are.

    Args:
        url: where the folder will be served; link previews need the whole address of a picture.

    Raises:
        StoreError: nothing is published, or the file cannot be read.
        ProfileError: `folder` is no folder.
    """
    root = folder.expanduser().resolve()
    if root.exists() and not root.is_dir():
        raise ProfileError(f"{folder} is a file; name a folder for the site")
    contents = read_contents(published(home))
    written = []
    for name, content in pages(contents, url):
        raw = content if isinstance(content, bytes) else content.encode()
        write_atomically(root / name, partial(Path.write_bytes, data=raw))
        written.append(root / name)
    return written


def pages(contents: Contents, url: str = "") -> Iterator[tuple[str, str | bytes]]:
    """Name below the folder and content of every file."""
    claims = list(rows_of(contents.claims))
    names = {str(claim.claim_id): file_name(str(claim.claim_id)) for claim in claims}
    yield "index.html", _index(contents, claims, names)
    yield "report.html", as_html(contents)
    for claim in claims:
        evidence = contents.evidence[contents.evidence["claim_id"] == claim.claim_id]
        card = Card(
            visible(f"{claimed_value(claim)} {claimed_unit(claim)} claimed"),
            visible(str(claim.headline or claim.statement)),
            visible(answer(claim, evidence)),
            visible(f"{claim.paper_title}, {claim.source_version}; snapshot {contents.snapshot['snapshot_id']}"),
        )
        name = names[str(claim.claim_id)]
        yield (
            f"claims/{name}.html",
            _claim_page(contents, claim, card, f"{url.rstrip('/')}/claims/{name}" if url else name),
        )
        yield f"claims/{name}.svg", as_svg(card)
        yield f"claims/{name}.png", as_png(card)


def file_name(claim_id: str) -> str:
    """A claim's id as the name of a file; ids of letters, digits, points and hyphens are kept."""
    return re.sub(r"[^A-Za-z0-9.-]", "_", claim_id).lstrip(".") or "_"


def _index(contents: Contents, claims: list[Any], names: dict[str, str]) -> str:
    lines = [
        tag("li", link(str(claim.statement), f"claims/{names[str(claim.claim_id)]}.html"), f" ({claimed_value(claim)})")
        for claim in claims
    ]
    body = tag(
        "main",
        tag("h1", "Crosscheck"),
        tag("p", "What papers on cross-lingual transfer claim, and what evidence says.", class_="cc-lead"),
        tag("ul", *lines),
        tag("p", link("All of it as one page", "report.html")),
        tag("p", f"Snapshot {contents.snapshot['snapshot_id']}", class_="cc-note"),
    )
    return _page("Crosscheck", "What papers on cross-lingual transfer claim, and what evidence says.", "", body)


def _claim_page(contents: Contents, claim: Any, card: Card, name: str) -> str:
    evidence = contents.evidence[contents.evidence["claim_id"] == claim.claim_id]
    of_one = contents.claims[contents.claims["claim_id"] == claim.claim_id]
    axis = shared_axis(of_one, evidence, beyond=1.5)
    inside = join(
        [
            tag("h1", card.headline),
            tag("p", card.source, class_="cc-lead"),
            verdict_sentence(claim, evidence, axis, LIGHT),
            claim_card(claim, evidence),
        ]
    )
    body = tag("main", without_app_links(inside), tag("p", link("All claims", "../index.html")))
    return _page(f"{card.claimed}: {card.headline}", card.said, _IMAGE.format(name=escape(name)), body)


def _page(title: str, description: str, image: str, body: Html) -> str:
    return _PAGE.format(
        policy=escape(POLICY),
        title=escape(visible(title)),
        description=escape(description),
        image=image,
        style=style(has_dark=False),  # the pictures within are drawn on light ground
        body=body,
    )


def as_svg(card: Card) -> str:
    """The card as a picture of text."""
    texts, y = [], 40
    for line, height, colour in card.lines():
        y += round(height * 1.45)
        texts.append(f'<text x="{LEFT}" y="{y}" font-size="{height}" fill="{colour}">{escape(line)}</text>')
    width, tall = SIZE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{tall}" viewBox="0 0 {width} {tall}" '
        f'font-family="Georgia, serif" role="img"><title>{escape(card.headline)}</title>'
        f'<rect width="{width}" height="{tall}" fill="{LIGHT.ground}"/>'
        f'<rect width="16" height="{tall}" fill="{LIGHT.accent}"/>{"".join(texts)}</svg>\n'
    )


def as_png(card: Card) -> bytes:
    """The card as pixels, for link previews, which take no SVG."""
    picture = Image.new("RGB", SIZE, LIGHT.ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 15, SIZE[1]), fill=LIGHT.accent)
    y = 40
    for line, height, colour in card.lines():
        y += round(height * 1.45)
        # the font that Pillow brings has no minus sign
        pen.text((LEFT, y), line.replace("−", "-"), fill=colour, font=ImageFont.load_default(height), anchor="ls")
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
