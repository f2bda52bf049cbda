"""Audits written out: HTML, Markdown, JSON, JUnit; a corpus; facts; pasted text."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest

from pipeline.audits.reports.audit import audit
from pipeline.audits.reports.checks.findings import FindingKind
from pipeline.audits.reports.corpus import audit_corpus, files_below
from pipeline.audits.reports.corpus_table import corpus_csv, corpus_json
from pipeline.audits.reports.facts_alone import OUR_WORDS, facts_of, shipped_parts
from pipeline.audits.reports.gate import junit_xml, outcomes_named
from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.misquotes.outcome import Outcome
from pipeline.audits.reports.pasted import NAME, pasted_report
from pipeline.audits.reports.uploads import Upload, audit_documents
from pipeline.audits.reports.written import audit_html, audit_json, audit_markdown, written
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.errors import MissingDataError, UnknownNameError
from pipeline.store.document_facts import DocumentFacts, read_facts, without_text_beside, write_facts
from tests.pipeline.audits.reports.invented import report, write_report

HOSTILE = '<script>alert("x")</script> | **figs** `ripen` by 8.2 points.'
ROWS = (
    ("SQuAD intermediate training improves XTREME by 28.2 points.", "✓", "0.9"),
    ("SQuAD intermediate training improves XTREME by 8.2 points.", "✓", "0.8"),
    (HOSTILE, "✓", "0.7"),
)


@pytest.fixture(scope="module")
def found():
    return audit_documents([Upload("a.md", report(ROWS).encode()), Upload("bad.md", b"\x00")])


def test_json_holds_the_sentence_and_every_row(found):
    content = json.loads(audit_json(written(found)))
    assert content["told"] == "1 of 3 rows contradicts the source, 1 agrees, 1 could not be checked."
    rows = content["documents"][0]["rows"]
    assert [(row["outcome"], row["misquotes"]) for row in rows] == [
        ("contradicts the source", ["wrong value"]),
        ("agrees with the source", []),
        ("could not be checked", []),
    ]
    assert "bad.md" in content["refused"][0]


def test_html_is_one_file_without_scripts_that_escapes_texts(found):
    page = audit_html(written(found))
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "&lt;script&gt;alert" in page
    assert "src=" not in page
    assert "href=" not in page
    assert page.index("1 of 3 rows contradicts the source") < page.index("<table>")


def test_markdown_keeps_texts_within_their_cells(found):
    lines = audit_markdown(written(found)).splitlines()
    assert lines[2] == "**1 of 3 rows contradicts the source, 1 agrees, 1 could not be checked.**"
    (row,) = [line for line in lines if line.startswith("| 3 |")]
    assert "<script" not in row
    assert row.replace("\\|", "").count("|") == 7


def test_junit_fails_misquotes_and_passes_nothing_unchecked(found):
    rows = [(part.document.file_name, row) for part in found.documents for row in part.rows]
    cases = [(name, row.claim.position, row.claim.text, row.check.outcome, row.check.reason) for name, row in rows]
    root = ET.fromstring(junit_xml(cases, [("bad.md", "unreadable \x00")]))
    assert {key: root.get(key) for key in ("tests", "failures", "skipped", "errors")} == {
        "tests": "4",
        "failures": "1",
        "skipped": "1",
        "errors": "1",
    }


def test_outcomes_of_a_gate_are_named_with_a_hint():
    assert outcomes_named(["contradicts,Version"]) == {Outcome.CONTRADICTS, Outcome.OTHER_VERSION}
    with pytest.raises(UnknownNameError, match="contradicts"):
        outcomes_named(["contradict"])


def test_corpus_counts_each_claim_over_all_reports(tmp_path):
    write_report(tmp_path, "a.txt", ROWS[:2])
    write_report(tmp_path, "b.txt", [(ROWS[1][0], "×", "0.2"), ("Pears ripen.", "✓", "0.3")])
    write_report(tmp_path, "c.txt", [("Pears ripen.", "×", "0.3")])
    (tmp_path / "d.txt").write_bytes(b"\x00")
    corpus = audit_corpus(files_below([tmp_path]), n_workers=1)
    assert [one.file_name for one in corpus.refused] == ["d.txt"]
    assert corpus.told == ("1 of 5 rows contradicts the source, 2 agree, 2 could not be checked.")
    squad, pears = corpus.claims
    # two rows of a.txt, of which one misquotes it, and one of b.txt
    assert (squad.claim, squad.n_reports, squad.n_rows) == ("phang2020-squad-gain", 2, 3)
    assert (squad.n_ticked, squad.n_crossed, squad.n_misquoted) == (2, 1, 1)
    assert (pears.claim, pears.is_registered, pears.n_ticked, pears.n_crossed) == ("Pears ripen.", False, 1, 1)
    assert json.loads(corpus_json(corpus))["told"] == corpus.told
    assert len(list(csv.DictReader(io.StringIO(corpus_csv(corpus))))) == 5


def test_corpus_of_two_processes_is_that_of_one(tmp_path):
    for number in range(3):
        write_report(tmp_path, f"{number}.txt", ROWS[number : number + 1])
    assert audit_corpus(files_below([tmp_path]), n_workers=2) == audit_corpus(files_below([tmp_path]), n_workers=1)


def test_corpus_without_a_report_says_so(tmp_path):
    with pytest.raises(MissingDataError, match="no report was found"):
        audit_corpus(files_below([tmp_path]))


def test_facts_hold_no_sentence_and_audit_as_the_text_does(tmp_path):
    rows = [("Figs are told of, and intermediate training on SQuAD improves XTREME by 8.2 points.", "✓", "0.4")]
    text = audit_documents([Upload("a.md", report(rows, title="One report").encode())])
    (facts,) = facts_of(text, load_aliases())
    path = write_facts(tmp_path, facts)
    assert "Figs" not in path.read_text(encoding="utf-8")
    alone = audit([], claims=load_claims(), aliases=load_aliases(), shipped=shipped_parts(read_facts(tmp_path)))
    (row,) = alone.documents[0].rows
    assert row.claim_ids == ("phang2020-squad-gain",)
    assert (row.claim.is_ticked, row.claim.confidence) == (True, 0.4)
    assert row.claim.text.startswith(OUR_WORDS)
    assert row.check.outcome is text.documents[0].rows[0].check.outcome is Outcome.AGREES


def test_question_in_our_words_is_kept_when_facts_are_written_again(tmp_path):
    (facts,) = facts_of(audit_documents([Upload("a.md", report(ROWS).encode())]), load_aliases())
    write_facts(tmp_path, facts.model_copy(update={"research_question": "In our words?"}))
    write_facts(tmp_path, facts)
    assert read_facts(tmp_path)[0].research_question == "In our words?"


def test_facts_step_back_where_the_text_is_at_hand():
    facts = read_facts()
    assert without_text_beside(facts, [f" {facts[0].title.upper()} "]) == facts[1:]


def test_shipped_facts_are_those_of_five_reports_and_hold_nothing_else():
    facts = read_facts()
    assert len(facts) == 5
    assert sum(len(one.rows) for one in facts) == 55
    parts = [part for one in facts for row in one.rows for part in row.parts]
    assert sum(part.status.value == "mapped" for part in parts) == 79
    assert all(one.research_question for one in facts)
    assert set(DocumentFacts.model_fields) == {
        *("document_id", "sha256", "title", "dated", "research_question", "asserted", "rows", "names_not_claimed"),
        *("sections_cut", "references"),
    }


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SQuAD adds 28.2 points on XTREME.", 1),
        ("Tea cools. Figs ripen, as Hu et al. Show. Pears fall.", 3),
        ("- Tea cools.\n- Figs ripen.", 2),
        ("| Claim | Verified |\n|---|---|\n| Tea cools. | ✗ |", 1),
    ],
)
def test_pasted_text_is_audited_sentence_by_sentence_or_as_its_table(text, rows):
    result = audit_documents([Upload("pasted.md", pasted_report(text))])
    assert len(result.documents[0].rows) == rows


def test_nothing_of_a_whole_report_is_asked_of_a_pasted_sentence_or_a_bare_table():
    sentence = audit_documents([Upload(NAME, pasted_report("Figs ripen early in the south."))])
    assert sentence.findings == ()
    (row,) = sentence.documents[0].rows
    assert (row.claim.mark, row.claim.is_marked) == ("", False)
    wrong = audit_documents([Upload(NAME, pasted_report("MNLI has 492,702 training examples."))])
    assert [finding.kind for finding in wrong.findings] == [FindingKind.CONTRADICTS_SOURCE]
    for told in (audit_html(written(wrong)), audit_markdown(written(wrong))):
        assert "no mark" in told
        assert "ticked" not in told
    table = "Claim\tVerified\tConfidence\nFigs ripen early.\t✓\t0.9\n"
    bare = audit_documents([Upload(NAME, pasted_report(table))])
    assert [finding.kind for finding in bare.findings] == [FindingKind.TICK_UNCHECKED]
    dated = audit_documents([Upload("report.txt", f"Figs\n\nMay 1, 2031\n\n2 Extracted Claims\n\n{table}".encode())])
    assert "asserts no number of claims; 1 are there" in [finding.text for finding in dated.findings]
