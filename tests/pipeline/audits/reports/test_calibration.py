import pytest

from pipeline.audits.reports.audit import OurVerdict
from pipeline.audits.reports.checks.calibration import Outcome, Threshold, all_true, calibrate, decided
from pipeline.audits.reports.checks.findings import FindingKind
from pipeline.audits.reports.checks.references import Bearing
from pipeline.domain.verdict import VerdictWord
from tests.pipeline.audits.reports.invented import report
from tests.pipeline.audits.reports.test_findings import audited

MIXED = [(0.6, True), (0.3, True), (0.3, False), (0.1, False), (None, True), (0.9, None)]  # as in docs/audit.md


def test_calibrate_computes_brier_score_and_base_rate():
    found = calibrate(None, Outcome.TICK, MIXED)
    assert (found.n_rows, found.n_true, found.n_left_out) == (4, 2, 2)
    assert found.brier == pytest.approx((0.16 + 0.49 + 0.09 + 0.01) / 4)
    assert found.brier_of_base_rate == pytest.approx(0.25)


def test_calibrate_finds_every_best_threshold_and_says_that_none_explains_all():
    found = calibrate(None, Outcome.TICK, MIXED)
    assert found.thresholds == (Threshold(0.1, 0.3, 3), Threshold(0.3, 0.6, 3))
    assert found.statement.startswith("no threshold explains all 4 marks: a row at 0.3 is crossed and a row at 0.3 is")
    assert "is right for 3 (75.0%); always saying ticked is right for 2 (50.0%)" in found.statement


def test_calibrate_says_which_threshold_explains_all():
    found = calibrate(None, Outcome.TICK, [(0.2, False), (0.4, True), (0.5, True)])
    assert found.thresholds == (Threshold(0.2, 0.4, 3),)
    assert found.statement == (
        "a threshold explains all 3 marks: ticked from 0.4 on (any number above 0.2 and up to 0.4) "
        "(highest crossed 0.2, lowest ticked 0.4)"
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [([], "no row with a confidence"), ([(0.1, True)], "all 1 rows are ticked"), ([(0.1, False)], "rows are crossed")],
)
def test_calibrate_says_where_a_threshold_can_explain_nothing(rows, said):
    found = calibrate(None, Outcome.TICK, rows)
    assert said in found.statement
    assert found.brier == (None if not rows else pytest.approx(0.81 if rows[0][1] else 0.01))


def test_calibrate_prefers_never_true_where_confidence_runs_backwards():
    found = calibrate(None, Outcome.TICK, [(0.1, True), (0.5, False), (0.9, False)])
    assert found.thresholds == (Threshold(0.9, None, 2),)
    assert "never ticked" in found.statement


def test_calibrate_bins_hold_their_lower_end_and_the_last_its_upper():
    found = calibrate(None, Outcome.TICK, [(0.3, True), (0.29, False), (1.0, True), (0.0, False)])
    assert [(part.n_rows, part.n_true) for part in found.bins] == [
        (1, 0), (0, 0), (1, 0), (1, 1), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (1, 1),
    ]  # fmt: skip
    assert [part.mean_confidence for part in found.bins[2:4]] == [0.29, 0.3]


@pytest.mark.parametrize(
    ("words", "is_true"),
    [
        (["CONFIRMED", "NOT_COMPUTABLE"], True),
        (["CONTRADICTED"], False),
        (["SELF_INCONSISTENT", "SCOPE_MISMATCH"], False),
        (["CONFIRMED", "CONTRADICTED"], None),
        (["CONSISTENT", "DEVIATES", "SCOPE_MISMATCH"], None),
        ([], None),
    ],
)
def test_decided_takes_confirmed_against_refuted_alone(words, is_true):
    assert decided(map(VerdictWord, words)) is is_true


def test_all_true_needs_every_claim_of_a_row():
    assert [all_true(given) for given in ([True, True], [True, None], [None, False], [])] == [True, None, False, None]


def test_audit_holds_marks_and_confidences_against_our_verdicts():
    verdicts = {
        "phang2020-squad-gain": (OurVerdict("measured: a run", VerdictWord.CONTRADICTED, None),),
        "phang2020-mnli-gain": (OurVerdict("measured: a run", VerdictWord.CONFIRMED, None),),
    }
    found = audited(report(), verdicts=verdicts)  # SQuAD ticked at 0.40, MNLI crossed at 0.10
    assert [finding.text for finding in found.findings_of(FindingKind.TICK_AGAINST_VERDICT)] == [
        "ticked, but refuted: phang2020-squad-gain is CONTRADICTED (measured: a run)",
        "crossed, but confirmed: phang2020-mnli-gain is CONFIRMED (measured: a run)",
    ]
    (ours,) = [part for part in found.calibrations if part.outcome is Outcome.VERDICT]
    assert (ours.n_rows, ours.n_true) == (2, 1)
    assert ours.brier == pytest.approx((0.16 + 0.81) / 2)


def test_audit_calibrates_each_document_and_all_together():
    second = report([("Pears are green.", "✓", "0.2")], title="Second")
    found = [part for part in audited(report(), second).calibrations if part.outcome is Outcome.TICK]
    assert [(part.document_id is None, part.n_rows) for part in found] == [(False, 2), (False, 1), (True, 3)]
    (text, all_text) = [finding.text for finding in audited(report(), second).findings_of(FindingKind.THRESHOLD)]
    assert text.startswith("a threshold explains all 2 marks")
    assert all_text.startswith("all documents together: a threshold explains all 3 marks: ticked from 0.2 on")


def test_audit_says_which_references_bear_on_a_claim():
    table = (
        "# Title\n\n## Claims\n\n| Claim | Verified | Confidence | Sources |\n|---|---|---|---|\n"
        "| Warming up on SQuAD adds 8.2 points. | ✓ | 0.4 | https://example.org/a |\n"
        "| Figs ripen (Olive et al., 2031). | ✓ | 0.4 | [4] |\n\n"
        "## References\n\n- <http://www.example.org/a/>\n- <http://arxiv.org/abs/2005.13013v1>\n"
        "- Olive and Plum, Ripening. 2031.\n- A fourth.\n- <http://arxiv.org/abs/9999.00001>\n"
    )
    found = audited(table)
    assert [(item.bearing, item.positions) for item in found.documents[0].references] == [
        (Bearing.CITED, (1,)),
        (Bearing.SOURCE, (1,)),  # of the registered claim, in another version
        (Bearing.CITED, (2,)),
        (Bearing.CITED, (2,)),
        (Bearing.NONE, ()),
    ]
    (finding,) = found.findings_of(FindingKind.REFERENCE_UNUSED)
    assert finding.text.startswith("1 of 5 references bear on none of its claims")
    assert finding.text.endswith("http://arxiv.org/abs/9999.00001")
