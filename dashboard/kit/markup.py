"""Text from data made safe for the three languages a page is written in: HTML, Markdown, Plotly's own tags."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import urlencode, urlsplit


class Html(str):
    """Markup that is already safe; every other string is escaped before it enters a page."""

    __slots__ = ()


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
_KEPT = {"\n", "\t"}
_HYPHENED = re.compile(r"[^\s-]{1,9}-[^\s-]{1,4}")


def visible(text: str) -> str:
    """The text with control, bidirectional and zero-width characters written out as ⟨U+202E⟩.

    They would otherwise reorder or hide what stands beside them (Unicode categories Cc and Cf).
    """
    return "".join(
        f"⟨U+{ord(char):04X}⟩" if unicodedata.category(char) in {"Cc", "Cf"} and char not in _KEPT else char
        for char in text
    )


def escape(text: object) -> Html:
    """HTML for a piece of text; markup that is already safe passes through."""
    return text if isinstance(text, Html) else Html(html.escape(visible(str(text)), quote=True))


def plain(text: object) -> str:
    """Markdown that shows the text as it is, for Streamlit's own labels and messages."""
    return _MARKDOWN.sub(r"\\\1", visible(str(text)))


def chart_text(text: object) -> str:
    """Text for a Plotly label, which would otherwise read <a> and <b> as markup."""
    return html.escape(visible(str(text)), quote=False)


def metric_name(metric: str) -> str:
    """A metric as it is written: "F1", "EM", "accuracy", "exact match"."""
    if metric == "task_score":
        return "mean of F1 and EM"  # pages offer it for question answering alone
    return metric.upper() if metric in {"f1", "em", "map"} else metric.replace("_", " ")


def millions(count: float) -> str:
    """A number of parameters in millions: "559", "22", "0.07"."""
    value = count / 1e6
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def tag(name: str, *children: object, **attributes: object) -> Html:
    """One HTML element.

    Args:
        name: element name.
        children: text is escaped, Html is kept; None leaves nothing.
        attributes: `class_` and `aria_label` lose and change their underscores; None leaves the attribute out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(escape(child) for child in children if child is not None)
    return Html(f"<{name}{written}>{inside}</{name}>")


def join(parts: list[Html], between: str = "") -> Html:
    """Several pieces of markup in a row."""
    return Html(escape(between).join(parts))


def unbroken(text: object) -> Html:
    """The text with names such as XLM-R kept on one line; browsers break a line after any hyphen."""
    words = [
        tag("span", word, style="white-space:nowrap") if _HYPHENED.fullmatch(word) else escape(word)
        for word in str(text).split(" ")
    ]
    return join(words, " ")


def page_url(page: str, **params: object) -> str:
    """Address of a page of this app with its filters, relative so that a base path is kept; "" is the start page."""
    given = {key: value for key, value in params.items() if value not in (None, "", [])}
    return f"{page or './'}?{urlencode(given, doseq=True)}" if given else page or "./"


def link(label: object, url: str, **attributes: object) -> Html:
    """A link within the app or to http(s); any other address is shown as text beside the label."""
    scheme = urlsplit(url.strip()).scheme.lower()
    if scheme not in {"", "http", "https"} or url.strip().startswith("//"):
        return tag("span", f"{label} ({url})")
    outside = {"target": "_blank", "rel": "noopener noreferrer"} if scheme else {"target": "_self"}
    return tag("a", label, href=url.strip(), **outside, **attributes)


def quantity(value: float, unit: str) -> str:
    """A number as its unit is written: points with sign and two decimals, counts whole with thousands parted."""
    return signed(value, 2) if unit == "points" else f"{value:,.10g}".replace("-", "−")


def signed(value: float, decimals: int = 1) -> str:
    """A number with its sign: +1.0, −0.5 with a true minus sign, and 0.0 without one where it rounds to zero."""
    written = f"{value:+.{decimals}f}"
    return written[1:] if float(written) == 0 else written.replace("-", "−")
