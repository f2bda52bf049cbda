"""An audit as a gate: JUnit XML for CI systems, and which outcomes fail it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from xml.etree import ElementTree as ET

from pipeline.audits.reports.misquotes.outcome import Outcome
from pipeline.domain.errors import unknown_name

WORDS = {
    "contradicts": Outcome.CONTRADICTS,
    "version": Outcome.OTHER_VERSION,
    "doubtful": Outcome.DOUBTFUL,
    "unchecked": Outcome.UNCHECKED,
}
FAILING = frozenset({Outcome.CONTRADICTS, Outcome.OTHER_VERSION})
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def outcomes_named(texts: Sequence[str]) -> frozenset[Outcome]:
    """The outcomes that options name, separated by commas.

    Raises:
        UnknownNameError: no such outcome; the nearest is suggested.
    """
    names = [name.strip().casefold() for text in texts for name in text.split(",")]
    for name in names:
        if name not in WORDS:
            raise unknown_name("outcome", name, WORDS)
    return frozenset(WORDS[name] for name in names)


Case = tuple[str, int, str, Outcome, str]  # file, row, its words, outcome, reason


def junit_xml(cases: Iterable[Case], refused: Iterable[tuple[str, str]], failing: Collection[Outcome] = FAILING) -> str:
    """One suite per report and one case per row.

    A row whose outcome is in `failing` is a failure; one that could not be checked or is in doubt is skipped, never
    passed; a file that could not be read is an error.
    """
    root, totals = ET.Element("testsuites", name="crosscheck audit"), Counter[str]()
    suites: dict[str, ET.Element] = {}
    counts: dict[str, Counter[str]] = {}
    for name, position, text, outcome, reason in cases:
        suite = suites.setdefault(
            name, ET.SubElement(root, "testsuite", name=_xml(name)) if name not in suites else suites[name]
        )
        case = ET.SubElement(suite, "testcase", classname=_xml(name), name=_xml(f"row {position}: {text[:120]}"))
        state = (
            "failures" if outcome in failing else "skipped" if outcome in (Outcome.UNCHECKED, Outcome.DOUBTFUL) else ""
        )
        if state:
            ET.SubElement(
                case, "failure" if state == "failures" else "skipped", message=_xml(f"{outcome.value}: {reason}")
            )
        else:
            ET.SubElement(case, "system-out").text = _xml(f"{outcome.value}: {reason}")
        counts.setdefault(name, Counter()).update(["tests", *([state] if state else [])])
    for name, message in refused:
        suite = ET.SubElement(root, "testsuite", name=_xml(name), tests="1", errors="1", failures="0", skipped="0")
        ET.SubElement(
            ET.SubElement(suite, "testcase", classname=_xml(name), name="read"), "error", message=_xml(message)
        )
        totals.update(["tests", "errors"])
    for name, suite in suites.items():
        for key in ("tests", "failures", "skipped", "errors"):
            suite.set(key, str(counts[name][key]))
        totals += counts[name]
    for key in ("tests", "failures", "skipped", "errors"):
        root.set(key, str(totals[key]))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
