"""Numbers in running text, read whole: each form with the value that a reader would take from it."""

from decimal import Decimal

import pytest

from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.atoms import atoms_of
from pipeline.audits.reports.reading.numerals import plain_numbers
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.domain.atom import MappingStatus
from pipeline.domain.document import ExtractedClaim
from tests.pipeline.audits.reports.test_findings import audited


def _numbers(text):
    return [None if token.value is None else token.value for token in tokens_of(text) if token.is_number]


def _atoms(text):
    row = ExtractedClaim(1, 1, text, "✓", True, 0.5, "0.5", (), "", False)
    return atoms_of(row, load_aliases())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("by 8.2 points [3]", ["8.2"]),
        ("by 8.2 points [5], [7, 9] and [12-14]", ["8.2"]),
        ("by 8.2 points [Phang2020]", ["8.2"]),
        ("by 8.2 points (Table 3)", ["8.2"]),
        ("in 2020, by 8.2 points (Section 4.1)", ["8.2"]),
        ("Hu et al. (2020) report 8.2 points", ["8.2"]),
        ("Tables 2 and 3 show 8.2 points", ["8.2"]),
        ("Table 3 and 8.2 points", ["8.2"]),
        ("393k examples", ["393000"]),
        ("1.1M examples", ["1100000"]),
        ("1.1 million examples", ["1100000"]),
        ("393 000 examples", ["393000"]),
        ("393\u202f000 examples", ["393000"]),
        (".5 points", ["0.5"]),
        ("8.2pp", ["8.2"]),
        ("8.2 pts", ["8.2"]),
        ("8.2%", ["8.2"]),
        ("by 8 .2 points", ["8.2"]),
        (">8.2 points", ["8.2"]),
        ("≈8.2 points", ["8.2"]),
        ("8.2±0.3 points", ["8.2", "0.3"]),
        ("8–9 points", ["8", "9"]),
        ("between 8 and 9 points", ["8", "9"]),
        ("٨٫٢ points", ["8.2"]),
        ("８.２ points", ["8.2"]),
        ("8,2 points", [None]),  # a decimal comma, or a list
        ("8·2 points", ["8.2"]),
        ("8.2 points³", ["8.2"]),
        ("575M and 995M parameters", ["575000000", "995000000"]),
        ("three hundred ninety-two thousand examples", ["392000"]),
        ("forty languages", ["40"]),
        ("nine tasks", ["9"]),
        ("1,104,934 examples", ["1104934"]),
        ("of 2000 examples", ["2000"]),
        ("a 12-point gain", ["12"]),
    ],
)
def test_numbers_are_read_whole(text, values):
    assert _numbers(text) == [None if value is None else Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "comparator", "doubt"),
    [
        ("SQuAD improves XTREME by >8.2 points", "above", ""),
        ("SQuAD improves XTREME by ≥8.2 points", "at_least", ""),
        ("SQuAD improves XTREME by <8.2 points", "at_most", ""),
        ("SQuAD improves XTREME by no more than 8.2 points", "at_most", ""),
        ("SQuAD improves XTREME by ~8.2 points", "equals", "an approximate number"),
        ("SQuAD improves XTREME by ≈8.2 points", "equals", "an approximate number"),
        ("SQuAD improves XTREME by 8.2±0.3 points", "equals", "printed with a spread"),
        ("SQuAD improves XTREME by 8–9 points", "equals", "a range, not one number"),
        ("It is unlikely that SQuAD improves XTREME by 8.2 points", "equals", "the sentence only says 'unlikely'"),
        ("SQuAD may improve XTREME by 8.2 points", "equals", "the sentence only says 'may'"),
        ("SQuAD improves XTREME by 8.2 points only in English", "equals", "restricted: 'only in English'"),
    ],
)
def test_comparators_intervals_and_reservations_are_noted(text, comparator, doubt):
    (atom,) = _atoms(text)
    assert (atom.value, atom.comparator.value, atom.doubt) == ("8" if "–" in text else "8.2", comparator, doubt)


def test_range_keeps_its_other_end():
    (atom,) = _atoms("SQuAD improves XTREME by 8–9 points.")
    assert (atom.value, atom.upper) == ("8", "9")


def test_units_in_short_are_points():
    for unit in ("pp", " pts", " percentage points", " p.p.", "-point gain"):
        (atom,) = _atoms(f"SQuAD improves XTREME by 8.2{unit}")
        assert (atom.value, atom.quantity) == ("8.2", "points"), unit


def test_two_quantities_are_two_atoms():
    atoms = _atoms("RemBERT has 575M and 995M parameters.")
    assert [(atom.value, atom.quantity) for atom in atoms] == [("575000000", "parameters"), ("995000000", "parameters")]


def test_numbers_behind_their_subjects_go_to_these():
    atoms = _atoms("SQuAD (8.2 points), MNLI (7.5 points) and HellaSwag (7.0 points) help.")
    assert [(atom.subjects, atom.value) for atom in atoms] == [
        (("squad",), "8.2"),
        (("mnli",), "7.5"),
        (("hellaswag",), "7.0"),
    ]


def test_citations_of_two_reports_are_no_numbers_that_disagree():
    first = [("SQuAD training improves XTREME by 8.2 points [3].", "✓", "0.60")]
    second = [("SQuAD training improves XTREME by 8.2 points [5].", "✓", "0.60")]
    result = audited(first, second)
    assert [finding.text for finding in result.findings if finding.kind.value == "numbers disagree"] == []
    assert {atom.mapping.status for part in result.documents for row in part.rows for atom in row.atoms} == {
        MappingStatus.MAPPED
    }


def test_rounded_count_is_the_claim():
    result = audited([("MNLI has 393,000 training examples.", "✓", "0.9")])
    assert result.documents[0].rows[0].claim_ids == ("phang2020-mnli-size",)


def test_plain_numbers_leaves_words_alone():
    assert (
        plain_numbers("One of the two tasks in BUCC 2018, SQuAD v1.1")
        == "One of the two tasks in BUCC 2018, SQuAD v1.1"
    )
