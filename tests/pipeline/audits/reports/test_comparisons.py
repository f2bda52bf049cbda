"""Two systems beside each other: differences with their sign, orders without a number, versions of one abstract."""

import pytest

from pipeline.audits.reports.audit import audit_document
from pipeline.audits.reports.matching.facts import FactStatus
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome
from pipeline.audits.reports.reading.content import read_report_bytes
from pipeline.domain.atom import MappingStatus

from .sources import checked, shipped_sources


def _audited(*texts: str):
    rows = "\n".join(f"| {text} | ✓ |" for text in texts)
    report = f"# Two systems\n\n## Claims\n\n| Claim | Verified |\n|---|---|\n{rows}\n"
    return audit_document(read_report_bytes(report.encode(), "two.md"), shipped_sources()).rows


@pytest.mark.parametrize(
    ("text", "outcome", "misquote"),
    [
        ("XLM-R beats mBERT by 14.6 points on XNLI.", Outcome.AGREES, None),
        ("mBERT trails XLM-R by 14.6 points on XNLI.", Outcome.AGREES, None),
        ("mBERT is outperformed by XLM-R by 14.6 points on XNLI.", Outcome.AGREES, None),
        ("XLM-R beats mBERT by 41.6 points on XNLI.", Outcome.CONTRADICTS, Misquote.VALUE),
        ("XLM-R is 14.6 points worse than mBERT on XNLI.", Outcome.CONTRADICTS, Misquote.SIGN),
        ("Compared with mBERT, XLM-R loses 14.6 points on XNLI.", Outcome.CONTRADICTS, Misquote.SIGN),
        ("XLM-R beats XLM-100 by 15.7 points on Swahili XNLI.", Outcome.AGREES, None),
        ("XLM-R beats XLM-100 by 15.7 points on Urdu XNLI.", Outcome.CONTRADICTS, Misquote.TASK),
        ("XLM-R beats mBERT by 13.8 points on XNLI.", Outcome.OTHER_VERSION, Misquote.VERSION),
        ("XLM-R beats mBERT by 13.8 points on XNLI, says the first version.", Outcome.AGREES, None),
        ("RemBERT is better than XLM-R on XTREME.", Outcome.AGREES, None),
        ("RemBERT is worse than XLM-R on XTREME.", Outcome.CONTRADICTS, Misquote.SIGN),
        ("RemBERT with adapters is worse than XLM-R on XTREME.", Outcome.UNCHECKED, None),
        ("RemBERT beats XLM-R Large by 1.6 points on XNLI.", Outcome.AGREES, None),  # 80.8 and 79.2 in one table
        ("Our RemBERT beats XLM-R Large by 6.1 points on XNLI.", Outcome.UNCHECKED, None),
        ("XLM-R may beat mBERT by 41.6 points on XNLI.", Outcome.DOUBTFUL, None),
        ("mT5-XL improves XNLI zero-shot accuracy from 81.1 (mT5-Large) to 82.9.", Outcome.AGREES, None),
        ("mT5-XL improves XNLI zero-shot accuracy from 81.1 (mT5-Large) to 92.9.", Outcome.CONTRADICTS, Misquote.VALUE),
        ("RemBERT improves XNLI from 79.2 for XLM-R Large to 80.8.", Outcome.AGREES, None),
        ("XNLI: XLM-R Large 80.8, RemBERT 65.4.", Outcome.CONTRADICTS, Misquote.ENCODER),
    ],
)
def test_two_systems(text, outcome, misquote):
    found = checked(text)
    assert found.outcome is outcome, found
    assert misquote is None or misquote in found.misquotes, found


def test_rows_are_mapped_to_claims_of_comparison_and_level():
    rows = _audited(
        "XLM-R outperforms mBERT by 14.6 points on XNLI.",
        "RemBERT reaches 80.8 on XNLI.",
        "RemBERT outperforms XLM-R on XTREME.",
        "RemBERT outperforms XLM-R by 11.9 F1 points on TyDiQA.",
        "On MLQA, XLM-R improves over mBERT by 12.3 F1 points, says the first version.",
        "XLM-R outperforms mBERT by 41.6 points on XNLI.",
    )
    assert [row.claim_ids for row in rows] == [
        ("xlmr-xnli-over-mbert",),
        ("rembert-xnli",),
        ("rembert-over-xlm-r-on-seven-tasks",),
        ("rembert-tydiqa-over-xlm-r",),
        ("xlmr-v1-mlqa-over-mbert",),
        (),
    ]
    assert "xlmr-xnli-over-mbert" in rows[5].atoms[0].mapping.about


def test_row_that_agrees_with_one_version_is_told_which_and_not_marked_as_differing():
    recorded, earlier = _audited(
        "SQuAD intermediate training improves XTREME by 8.2 points on the dev sets.",
        "Nine English intermediate tasks are studied.",
    )
    (atom,) = recorded.atoms
    assert atom.mapping.status is MappingStatus.MAPPED
    assert atom.figures is None  # all that the other figure says is in the reason
    assert atom.mapping.reason.endswith(
        "with arXiv 2005.13013v2 (AACL 2020); another version: 8.4 in phang2020-v1-abstract"
    )
    assert earlier.atoms[0].figures is not None
    assert earlier.atoms[0].figures.status is FactStatus.AGREES


def test_row_cited_to_another_paper_is_not_held_against_a_comparison():
    text = "XLM-R beats mBERT by 41.6 points on XNLI."
    assert checked(text, ("https://arxiv.org/abs/1911.02116v2",)).outcome is Outcome.CONTRADICTS
    assert checked(text, ("https://arxiv.org/abs/2005.13013v2",)).outcome is Outcome.UNCHECKED
