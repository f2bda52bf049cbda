import pytest

from pipeline.audits.reports.audit import OurVerdict, audit
from pipeline.audits.reports.checks.findings import FindingKind
from pipeline.audits.reports.checks.reliability import reliability
from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.facts import Fact, gather_facts
from pipeline.audits.reports.reading.content import read_report_bytes
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.errors import DataFormatError
from pipeline.domain.verdict import Direction, VerdictWord
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets, load_reported_scores
from tests.frozen import FROZEN_CLAIMS
from tests.pipeline.audits.reports.invented import report

ALIASES = load_aliases()
CLAIMS = load_claims(FROZEN_CLAIMS)


def audited(*documents, facts=(), verdicts=None):
    """The audit of documents given as lists of rows, or as whole texts."""
    texts = [text if isinstance(text, str) else report(text) for text in documents]
    read = [read_report_bytes(text.encode(), f"{number}.txt") for number, text in enumerate(texts)]
    return audit(read, claims=CLAIMS, aliases=ALIASES, facts=facts, verdicts=verdicts)


def found(result, kind):
    """Text of each finding of the kind, and its places as (file, row)."""
    return [
        (finding.text, [(place.file_name, place.position) for place in finding.places])
        for finding in result.findings_of(kind)
    ]


def test_audit_finds_the_same_claim_ticked_and_crossed():
    first = [("XNLI gains nothing from the warm-up phase.", "✓", "0.4")]
    second = [("Pears are green.", "✓", "0.4"), ("XNLI gains nothing from a warm-up phase", "×", "0.4")]
    ((text, places),) = found(audited(first, second), FindingKind.TICKS_CONTRADICT)
    assert text.startswith("ticked once, crossed once: XNLI gains nothing")
    assert places == [("0.txt", 1), ("1.txt", 2)]


def test_audit_finds_a_contradiction_within_a_part_of_a_longer_sentence():
    first = [("TyDiQA gains a lot, whereas XNLI gains nothing from the warm-up phase.", "✓", "0.4")]
    second = [("XNLI gains nothing from the warm-up phase.", "×", "0.4")]
    result = audited(first, second)
    assert [places for _, places in found(result, FindingKind.TICKS_CONTRADICT)] == [[("0.txt", 1), ("1.txt", 1)]]
    assert result.findings_of(FindingKind.TICKS_CONTRADICT)[0].score == 1.0


def test_audit_finds_contradictions_within_one_document():
    rows = [("MNLI adds 7.5 points.", "✓", "0.6"), ("MNLI adds 7.5 points", "×", "0.6")]
    assert len(found(audited(rows), FindingKind.TICKS_CONTRADICT)) == 1


def test_audit_joins_all_rows_of_one_claim_into_one_finding():
    ticked, crossed = ("MNLI adds 7.5 points", "✓", "0.6"), ("MNLI adds 7.5 points.", "×", "0.6")
    ((text, places),) = found(
        audited([ticked], report([crossed], title="Second"), report([ticked], title="Third")),
        FindingKind.TICKS_CONTRADICT,
    )
    assert text.startswith("ticked 2 times, crossed once")
    assert len(places) == 3


@pytest.mark.parametrize(
    "other",
    [
        "QQP adds 7.5 points in the warm-up phase.",  # another subject
        "MNLI adds 7.6 points in the warm-up phase.",  # another number
        "MNLI adds 7.5 points on XGLUE in the warm-up phase.",  # another benchmark
        "MNLI adds at least 7.5 points in the warm-up phase.",  # another comparator
        "MNLI, if nothing else works out, is worth 7.5 points of luck by somebody.",  # other words
    ],
)
def test_audit_does_not_take_another_claim_for_the_same(other):
    first = [("On XTREME, MNLI adds 7.5 points in the warm-up phase.", "✓", "0.6")]
    assert found(audited(first, [(other, "×", "0.6")]), FindingKind.TICKS_CONTRADICT) == []


def test_audit_finds_opposites_that_are_both_ticked():
    first = [("XNLI benefits from the warm-up phase.", "✓", "0.6")]
    second = [("XNLI does not benefit from the warm-up phase.", "✓", "0.6")]
    assert len(found(audited(first, second), FindingKind.OPPOSITES_TICKED)) == 1
    assert found(audited(first, [(*second[0][:1], "×", "0.6")]), FindingKind.OPPOSITES_TICKED) == []


def test_audit_finds_numbers_that_disagree():
    first = [("Warming up on SQuAD adds 8.2 points.", "✓", "0.6")]
    second = [("Warming up on SQuAD adds 8.4 points.", "✓", "0.6")]
    ((text, places),) = found(audited(first, second), FindingKind.NUMBERS_DISAGREE)
    assert text == "8.2 and 8.4 points of squad"
    assert places == [("0.txt", 1), ("1.txt", 1)]


def test_audit_compares_numbers_on_the_subject_of_one_registered_claim_in_any_words():
    first = [("Warming up on SQuAD adds 8.2 points.", "✓", "0.6")]
    second = [("The mean over everything rose by 8.4 points thanks to SQuAD.", "✓", "0.6")]
    assert [text for text, _ in found(audited(first, second), FindingKind.NUMBERS_DISAGREE)] == [
        "8.2 and 8.4 points of squad"
    ]


def test_audit_finds_the_same_claim_with_other_confidences():
    first, second = [("MNLI adds 7.5 points", "✓", "0.6")], [("MNLI adds 7.5 points.", "✓", "0.9")]
    ((text, _),) = found(audited(first, second), FindingKind.CONFIDENCES_DIFFER)
    assert text.startswith("confidence 0.6 to 0.9")


def test_audit_checks_asserted_counts():
    text = report(results="5 claims extracted; 1 supported; 1 claims unsupported.")  # 2 rows: 1 ticked, 1 crossed
    ((said, _),) = found(audited(text), FindingKind.COUNT_WRONG)
    assert said == "asserts 5 claims; 2 are there"


def test_audit_says_which_counts_a_document_does_not_assert():
    said = [text for text, _ in found(audited(report(results="Nothing.")), FindingKind.UNCHECKED)]
    assert "asserts no number of claims; 2 are there" in said
    assert "asserts 4 papers retrieved and names 2 in its references" in said


def test_audit_finds_numbers_that_a_document_states_twice():
    result = audited(report(results="7 papers retrieved."))  # its methodology says 4
    assert [text for text, _ in found(result, FindingKind.NUMBERS_DISAGREE)] == [
        "asserts several numbers of papers retrieved: 4, 7"
    ]


def test_audit_finds_ticks_with_little_confidence():
    rows = [("Pears are green.", "✓", "0.1"), ("Plums are blue.", "✓", "0.6"), ("Figs are grey.", "×", "0.1")]
    ((text, places),) = found(audited(rows), FindingKind.TICK_DESPITE_DOUBT)
    assert text == "1 of 2 ticked rows have a confidence below 0.5; the highest of a ticked row is 0.6"
    assert places == [("0.txt", 1)]


def test_audit_finds_what_was_asked_for_and_never_claimed():
    result = audited(report(title="mBERT on XGLUE", question="Does MNLI help"))
    assert [text for text, _ in found(result, FindingKind.NOT_CLAIMED)] == [
        "no extracted claim is about mbert or xglue, which its title or research question names",
        "1 of 2 words of its research question stand in no claim row: help",
    ]


def test_audit_holds_marks_against_published_figures():
    facts = (Fact(("mnli",), "training_examples", "392702", "a paper"),)
    rows = [("MNLI has 392,702 training examples.", "×", "0.1"), ("MNLI has 9 training examples.", "✓", "0.9")]
    result = audited(rows, facts=facts)
    assert [text for text, _ in found(result, FindingKind.TICK_AGAINST_FIGURE)] == [
        "crossed, but published figures agree: 392702 (a paper)",
    ]
    assert found(audited([(rows[0][0], "✓", "0.1")], facts=facts), FindingKind.TICK_AGAINST_FIGURE) == []


def test_audit_calls_figures_disputed_where_sources_differ():
    facts = [Fact((), "intermediate_tasks", value, "a paper") for value in ("7", "9")]
    result = audited([("We use nine intermediate tasks.", "✓", "0.9")], facts=facts)
    check = result.documents[0].rows[0].atoms[0].figures
    assert check is not None
    assert check.status.value == "disputed"


def test_gather_facts_reads_the_shipped_figures():
    facts = gather_facts(load_datasets(), load_reported_scores(), load_languages(), ALIASES)
    held = {(fact.subjects, fact.quantity, fact.value) for fact in facts}
    assert (("squad_v2",), "training_examples", "130319") in held  # datasets.csv
    assert (("xtreme",), "languages", "40") in held  # languages.csv
    assert (("best_per_target",), "points", "5.4") in held  # reported_scores.csv, the paper's later abstract
    assert (("best_per_target",), "points", "6.1") in held  # and its first


def test_audit_puts_contradictions_first():
    first = [("MNLI adds 7.5 points", "✓", "0.1")]
    second = [("MNLI adds 7.5 points.", "×", "0.2")]
    kinds = [finding.kind for finding in audited(first, second).findings]
    assert kinds[0] is FindingKind.TICKS_CONTRADICT
    assert kinds == sorted(kinds, key=list(FindingKind).index)


def test_audit_refuses_one_document_twice():
    with pytest.raises(DataFormatError, match=r"1\.txt: found the same bytes as 0\.txt"):
        audited([("Pears are green.", "✓", "0.1")], [("Pears are green.", "✓", "0.1")])


def test_reliability_counts_verdicts_by_confidence():
    verdict = OurVerdict("measured: a run", VerdictWord.SCOPE_MISMATCH, Direction.SAME_SIGN)
    rows = [("MNLI adds 7.5 points.", "✓", "0.2"), ("SQuAD adds 8.2 points.", "×", "1.0"), ("Pears.", "✓", "-")]
    result = audited(rows, verdicts={"phang2020-mnli-gain": (verdict, verdict)}).reliability
    assert [part.n_rows for part in result.bins] == [0, 1, 0, 0, 1]
    assert [part.n_ticked for part in result.bins] == [0, 1, 0, 0, 0]
    assert [part.n_mapped for part in result.bins] == [0, 1, 0, 0, 1]
    assert result.bins[1].verdicts == {VerdictWord.SCOPE_MISMATCH: 2}
    assert (result.n_without_confidence, result.n_claims) == (1, 1)
    assert result.caution.startswith("Distinct registered claims behind these verdicts: 1.")


def test_reliability_needs_no_caution_with_many_claims():
    verdicts = {f"claim-{number}": (VerdictWord.CONFIRMED,) for number in range(30)}
    document = read_report_bytes(report().encode(), "a.txt")
    assert reliability([(document.claims[0], tuple(verdicts))], verdicts).caution == ""
