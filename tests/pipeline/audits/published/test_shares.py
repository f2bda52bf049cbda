"""Shares that a whole number of right answers cannot give, over invented figures and the published sizes."""

import pytest

from pipeline.audits.published.audit import find_discrepancies
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets

from .invented import numbered, row

XQUAD = {"task": "xquad", "metric": "em", "split": "test"}  # 1,190 questions in every language


def _shares(*parts):
    found = find_discrepancies(numbered(*parts), load_datasets(), load_languages())
    return [one for one in found if one.kind == "share"]


def test_shares_of_the_questions_are_no_finding():
    # 714, 500 and 833 of 1,190
    assert not _shares(row({"de": "60.00", "en": "42.02", "es": "70.00"}, False, **XQUAD))


def test_a_share_that_no_number_of_right_answers_gives_is_found():
    # 500 of 1,190 are 42.0168 percent, 501 are 42.1008: none is printed as 42.06; 1,001 of twice as many are
    (found,) = _shares(row({"de": "60.00", "en": "42.06", "es": "70.00"}, False, **XQUAD))
    assert "prints 42.06 em for alpha-base, xquad, en" in found.sentence
    assert "the nearest is 42.1008" in found.sentence
    assert "a mean over 2 runs would" in found.sentence
    assert [cell.value_text for cell in found.cells] == ["42.06"]


def test_a_data_set_of_one_example_fewer_is_named():
    # 500 of 1,189 are 42.0521 percent; of 1,190 the nearest are 42.0168 and 42.1008
    (found,) = _shares(row({"de": "60.0000", "en": "42.0521", "es": "70.0000"}, False, **XQUAD))
    assert "of 1,189 it would" in found.sentence


@pytest.mark.parametrize("labels", [{"metric": "f1"}, {"split": "n/a"}, {"task": "tatoeba", "metric": "accuracy"}])
def test_figures_that_are_no_shares_or_of_unknown_sizes_are_left_alone(labels):
    assert not _shares(row({"de": "60.01", "en": "42.06", "es": "70.03"}, False, **XQUAD | labels))


def test_one_decimal_tells_nothing_of_a_thousand_questions():
    assert not _shares(row({"de": "60.1", "en": "42.6", "es": "70.3"}, False, **XQUAD))
