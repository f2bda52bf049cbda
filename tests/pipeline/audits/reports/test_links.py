from pipeline.audits.reports.checks.findings import FindingKind
from pipeline.audits.reports.matching import comparison as comparison_module
from pipeline.audits.reports.matching import links as links_module
from pipeline.audits.reports.matching.links import LinkKind
from tests.pipeline.audits.reports.invented import report
from tests.pipeline.audits.reports.test_findings import audited

WHOLE = (
    "Warming up on a task that nobody has ever heard of before helps a lot in every language of the whole wide world."
)
CUT = WHOLE[:90]  # ends in "langua"


def _links(*documents):
    found = audited(*documents)
    names = {part.document.document_id: part.document.file_name[0] for part in found.documents}
    return [
        (
            link.kind,
            (names[link.first.document_id], link.first.position),
            (names[link.second.document_id], link.second.position),
            link,
        )
        for link in found.links
    ]


def test_links_join_a_cut_row_with_the_whole_sentence():
    ((kind, first, second, link),) = _links([(CUT, "✓", "0.3")], [("Figs ripen.", "✓", "0.1"), (WHOLE, "×", "0.3")])
    assert (kind, first, second) == (LinkKind.SAME_BEGINNING, ("0", 1), ("1", 2))
    assert (link.is_cut, link.marks_agree, link.group) == (True, False, 1)


def test_links_leave_citations_out_of_the_comparison():
    cited = WHOLE.replace("a task", "a task (Fig et al., 2031)")
    ((kind, *_),) = _links([(WHOLE, "✓", "0.3")], [(cited, "✓", "0.3")])
    assert kind is LinkKind.SAME_TEXT


def test_links_do_not_take_a_cut_row_for_one_that_begins_differently():
    ((kind, *_),) = _links([(CUT, "✓", "0.3")], [(WHOLE.replace("helps", "aids"), "✓", "0.3")])
    assert kind is LinkKind.SAME_CLAIMS  # by likeness of words, not by its beginning


def test_links_tell_a_part_from_the_whole():
    both = [("Warming up on SQuAD and MNLI adds 8.2 and 7.5 points.", "✓", "0.4")]
    one = [("Warming up on SQuAD adds 8.2 points.", "✓", "0.4")]
    ((kind, _, _, link),) = _links(both, one)
    assert (kind, link.group, link.n_matched) == (LinkKind.SHARED_CLAIM, None, 1)


def test_links_join_other_words_for_one_registered_claim():
    first = [("Warming up on SQuAD adds 8.2 points.", "✓", "0.4")]
    second = [("The mean over everything rose by 8.2 points thanks to SQuAD.", "✓", "0.4")]
    ((kind, _, _, link),) = _links(first, second)
    assert (kind, link.likeness) == (LinkKind.SAME_CLAIMS, None)


def test_links_number_groups_through_rows_that_join_them():
    rows = [("MNLI adds 7.5 points.", "✓", "0.6"), ("QQP adds 1.2 points.", "✓", "0.6")]
    found = _links(rows, report(rows, title="Second"), report(rows[::-1], title="Third"))
    assert sorted((link.group, first, second) for _, first, second, link in found) == [
        (1, ("0", 1), ("1", 1)),
        (1, ("0", 1), ("2", 2)),
        (1, ("1", 1), ("2", 2)),
        (2, ("0", 2), ("1", 2)),
        (2, ("0", 2), ("2", 1)),
        (2, ("1", 2), ("2", 1)),
    ]


def test_links_of_very_many_rows_lead_each_to_the_next_in_one_group(monkeypatch):
    monkeypatch.setattr(links_module, "MOST_IN_PAIRS", 2)
    monkeypatch.setattr(comparison_module, "MAX_PAIRS", 2)
    found = audited([(WHOLE, "✓", "0.3")] * 3)
    assert [(link.first.position, link.second.position, link.group) for link in found.links] == [(1, 2, 1), (2, 3, 1)]
    said = [finding.text for finding in found.findings_of(FindingKind.UNCHECKED)]
    assert any(text.startswith("3 parts of sentences name the same things; of these only parts") for text in said)


def test_audit_names_rows_and_sections_that_were_cut():
    text = report([(CUT, "✓", "0.3"), ("Figs ripen.", "✓", "0.3")]).replace(
        "An invented summary that speaks of 77 claims.", WHOLE[:-1]
    )
    found = audited(text).findings_of(FindingKind.CUT_OFF)
    assert [(finding.text[:40], finding.places[0].position) for finding in found] == [
        ("1 of 2 claim rows are cut off", 1),
        ("section 'Abstract' ends within a sentenc", None),
    ]
