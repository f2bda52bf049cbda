"""Verdicts as files for other programs: JSON, JUnit XML and badges."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pipeline.claims.provenance.explained import Explained
from pipeline.domain.errors import ProfileError
from pipeline.domain.evidence import BY_HAND, is_by_hand
from pipeline.domain.verdict import VerdictWord
from pipeline.store.atomic import write_json, write_text

FORMAT_VERSION = 1
_IN_JSON = """claim_id statement claimed unit comparator source_version reading evidence_key evidence_id kind
    label profile method estimate low high level n_cells n_cells_needed missing_cells verdict direction
    only_by_rounding rounding_low rounding_high tolerance reason scope_differences quantity stored_value
    sql rows_sha256 code_digest""".split()
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
# dark enough for white text (contrast 4.5 and more); the word stands beside, so colour never speaks alone
_COLOURS = {
    VerdictWord.CONFIRMED: "#1b6e3c",
    VerdictWord.CONSISTENT: "#2f6f8f",
    VerdictWord.DEVIATES: "#8a5a00",
    VerdictWord.CONTRADICTED: "#a3262a",
    VerdictWord.SELF_INCONSISTENT: "#a3262a",
    VerdictWord.SCOPE_MISMATCH: "#5b5b8c",
    VerdictWord.NOT_COMPUTABLE: "#595959",
}
_MIXED, _LABEL = "#595959", "#333333"
_CHARACTER, _MARGIN, _HEIGHT = 7.2, 12, 20  # pixels; the width of a character is that of 11 px sans-serif, rounded up


def check_outputs(files: Iterable[Path | None], folder: Path | None) -> None:
    """Refuse places where nothing can be written; called before any work is done.

    Raises:
        ProfileError: the first such place.
    """
    for path in (*files, folder):
        if path is None:
            continue
        nearest = next(place for place in (path.resolve(), *path.resolve().parents) if place.exists())
        is_wrong = nearest == path.resolve() and nearest.is_dir() != (path is folder)
        if is_wrong or not (nearest.is_file() or os.access(nearest, os.W_OK)):
            wanted = "a folder" if path is folder else "a file"
            raise ProfileError(f"{path} cannot be written; name {wanted} where you may write")
        if nearest.is_file() and nearest != path.resolve():
            raise ProfileError(f"{path} cannot be written, since {nearest} is a file; name another place")


def write_verdicts_json(rows: Sequence[Explained], path: Path, snapshot_id: str) -> None:
    """Put every row with its numbers, differences and inputs at `path`."""
    verdicts = [
        {name: row[name] for name in _IN_JSON}
        | {"selector": row.selector, "differences": list(row.differences), "inputs": list(row.inputs)}
        for row in rows
    ]
    write_json(path, {"format_version": FORMAT_VERSION, "snapshot_id": snapshot_id, "verdicts": verdicts})


def write_junit(rows: Sequence[Mapping[str, Any]], path: Path, failing: Collection[VerdictWord]) -> None:
    """One suite per claim and one case per evidence row, as CI systems read them.

    A verdict in `failing` is a failure; NOT_COMPUTABLE is else skipped; every other passes, its reason in the output.
    """
    root = ElementTree.Element("testsuites", name="crosscheck verify")
    totals: Counter[str] = Counter()
    for claim_id, group in groupby(rows, key=lambda row: str(row["claim_id"])):
        suite = ElementTree.SubElement(root, "testsuite", name=_xml(claim_id))
        counts: Counter[str] = Counter()
        for row in group:
            counts[_add_case(suite, row, failing)] += 1
        _set_counts(suite, counts)
        totals += counts
    _set_counts(root, totals)
    ElementTree.indent(root)
    write_text(path, '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n")


def write_badges(rows: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """One SVG per claim and kind of evidence, <claim_id>.<kind>.svg; kinds are never mixed in one badge.

    Figures that a reader entered by hand have a badge of their own, <claim_id>.<kind>-entered-by-hand.svg.
    """
    written = []
    keyed = sorted(rows, key=lambda row: (row["claim_id"], _badge_kind(row)))
    for (claim_id, kind), group in groupby(keyed, key=lambda row: (str(row["claim_id"]), _badge_kind(row))):
        path = folder / f"{claim_id}.{kind.replace(', ', '-').replace(' ', '-')}.svg"
        write_text(path, badge(f"{claim_id} · {kind}", [VerdictWord(row["verdict"]) for row in group]))
        written.append(path)
    return written


def _badge_kind(row: Mapping[str, Any]) -> str:
    return f"{row['kind']}, {BY_HAND}" if is_by_hand(row["label"]) else str(row["kind"])


def badge(label: str, words: Sequence[VerdictWord]) -> str:
    """An SVG of a label and how often each verdict stands, in the order of the seven; with a text alternative."""
    counts = Counter(words)
    parts = [
        f"{word.symbol} {word.value}" + (f" ×{counts[word]}" if len(words) > 1 else "")
        for word in VerdictWord
        if counts[word]
    ]
    value, colour = ", ".join(parts), _COLOURS[words[0]] if len(counts) == 1 else _MIXED
    left, right = _width(label), _width(value)
    size = {"width": f"{left + right}", "height": f"{_HEIGHT}"}
    alternative = _xml(f"{label}: {', '.join(f'{counts[word]} {word.value}' for word in VerdictWord if counts[word])}")
    root = ElementTree.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": alternative} | size
    )
    ElementTree.SubElement(root, "title").text = alternative
    for x, width, fill, text in ((0, left, _LABEL, label), (left, right, colour, value)):
        box = {"x": f"{x}", "width": f"{width}", "height": f"{_HEIGHT}", "fill": fill}
        ElementTree.SubElement(root, "rect", box)
        place = {"x": f"{x + _MARGIN // 2}", "y": "14", "fill": "#ffffff", "font-size": "11"}
        place |= {"font-family": "Verdana, DejaVu Sans, sans-serif", "textLength": f"{width - _MARGIN}"}
        ElementTree.SubElement(root, "text", place).text = _xml(text)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _add_case(suite: ElementTree.Element, row: Mapping[str, Any], failing: Collection[VerdictWord]) -> str:
    """Add one test case and say which way it counts."""
    name = _xml(f"{row['kind']}: {row['label']}")
    case = ElementTree.SubElement(suite, "testcase", classname=_xml(row["claim_id"]), name=name)
    word = VerdictWord(row["verdict"])
    if word in failing:
        failure = ElementTree.SubElement(case, "failure", message=_xml(word.value), type=_xml(word.value))
        failure.text = _xml(row["reason"])
        return "failures"
    if word is VerdictWord.NOT_COMPUTABLE:
        ElementTree.SubElement(case, "skipped", message=_xml(row["reason"]))
        return "skipped"
    ElementTree.SubElement(case, "system-out").text = _xml(f"{word.value}: {row['reason']}")
    return "passed"


def _set_counts(element: ElementTree.Element, counts: Counter[str]) -> None:
    element.set("tests", str(counts.total()))
    element.set("errors", "0")
    for name in ("failures", "skipped"):
        element.set(name, str(counts[name]))


def _xml(text: str) -> str:
    """`text` with every character that XML cannot hold, escaped or not, shown as a replacement character."""
    return _NOT_XML.sub("\ufffd", text)


def _width(text: str) -> int:
    return round(len(text) * _CHARACTER) + _MARGIN
