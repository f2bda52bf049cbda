"""A pattern searched in small letters first finds what `re` finds."""

import re

import pytest

from pipeline.audits.reports.reading.patterns import AnyCase

PATTERN = r"\b(?P<what>BLEU|chrF|table)\s*(?P<rest>\S+)|(?<=al\.)\s\d+|\bMay\b"
TEXTS = [
    "bleu 3, CHRF 4; Table 5",
    "Hu et al. 2020 and HU ET AL. 2020",
    "nothing here",
    "",
    "“May” – may ≥ MAY",
    "İ table 3",  # its small letters are more than one
    "TABLE ſ",
    "Kelvin sign: \u212a table 1",
]


@pytest.mark.parametrize("text", TEXTS)
def test_finds_what_a_pattern_that_ignores_case_finds(text):
    plain, quick = re.compile(PATTERN, re.IGNORECASE), AnyCase(PATTERN)
    assert [(one.span(), one.groupdict()) for one in quick.finditer(text)] == [
        (one.span(), one.groupdict()) for one in plain.finditer(text)
    ]
    found, wanted = quick.search(text), plain.search(text)
    assert (found and found.span()) == (wanted and wanted.span())
    assert quick.sub("-", text) == plain.sub("-", text)
    assert quick.sub(lambda match: match.group()[:1], text) == plain.sub(lambda match: match.group()[:1], text)
