import pytest

from pipeline.audits.reports.reading.content import read_report, read_report_bytes
from pipeline.domain.document import AssertedQuantity
from tests.pipeline.audits.reports.invented import ROWS, pdf_of, report, write_report


@pytest.mark.parametrize("heading", ["", "## "])
def test_read_report_takes_text_and_markdown_apart(tmp_path, heading):
    document = read_report(write_report(tmp_path, heading=heading))
    assert (document.title, document.dated) == ("Warm-up before the task", "May 1, 2031")
    assert document.research_question == "Does warming up help on XTREME?"
    assert [(claim.text, claim.is_ticked, claim.confidence) for claim in document.claims] == [
        (ROWS[0][0], True, 0.4),
        (ROWS[1][0], False, 0.1),
    ]
    assert document.references == ("http://example.org/1", "http://example.org/2")
    headings = [section.heading for section in document.sections if section.heading != document.title]
    assert headings == ["Abstract", "Introduction", "Methodology", "Results", "Extracted Claims", "References"]


def test_read_report_names_lines_of_the_file(tmp_path):
    path = write_report(tmp_path)
    document = read_report(path)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all(claim.text in lines[claim.line - 1] for claim in document.claims)
    assert all(assertion.printed in lines[assertion.line - 1] for assertion in document.assertions)


def test_read_report_collects_what_the_document_asserts(tmp_path):
    document = read_report(write_report(tmp_path))
    asserted = {quantity: [item.value for item in document.asserted(quantity)] for quantity in AssertedQuantity}
    assert asserted == {
        AssertedQuantity.CLAIMS: [2],  # the abstract's 77 are not the report's own
        AssertedQuantity.VERIFIED: [1],
        AssertedQuantity.UNVERIFIED: [],
        AssertedQuantity.PAPERS: [4, 4],
        AssertedQuantity.QUALITY: [7.5],
    }


@pytest.mark.parametrize(
    ("sentence", "claims", "verified", "unverified"),
    [
        ("12 claims, 9 supported.", [12], [9], []),
        ("We list twelve claims; nine were verified and three were not verified.", [12], [9], [3]),
        ("9 of 12 claims supported.", [12], [9], []),
        ("1,204 claims were extracted; 4 claims unsupported.", [1204], [], [4]),
        ("Claims are listed below.", [], [], []),
    ],
)
def test_read_report_understands_ways_of_counting(sentence, claims, verified, unverified):
    document = read_report_bytes(report(results=sentence).encode(), "a.txt")
    quantities = (AssertedQuantity.CLAIMS, AssertedQuantity.VERIFIED, AssertedQuantity.UNVERIFIED)
    found = [[item.value for item in document.asserted(quantity)] for quantity in quantities]
    assert found == [claims, verified, unverified]


def test_read_report_reads_pipe_tables_with_sources_and_reasoning():
    table = (
        "# Title\n\n## Claims\n\n| Statement | Supported | Confidence | Sources | Reasoning |\n|---|:-:|---|---|---|\n"
        "| Tea \\| coffee cools. | [x] | 27% | <http://example.org/a>; b | seen |\n| Tea boils. | [ ] | 5% | | |\n"
    )
    first, second = read_report_bytes(table.encode(), "a.md").claims
    assert (first.text, first.is_ticked, first.confidence) == ("Tea | coffee cools.", True, 0.27)
    assert (first.sources, first.reasoning) == (("http://example.org/a", "b"), "seen")
    assert (second.is_ticked, second.confidence, second.sources) == (False, 0.05, ())


def test_read_report_marks_rows_that_were_cut():
    cut = "Warming up on a task that nobody has ever heard of before helps a lot in every lang"  # no full stop
    rows = ((cut, "✓", "0.3"), (cut[:82], "✓", "0.3"), ("A phrase", "✓", "0.3"), ("Done...", "✓", "0.3"))
    document = read_report_bytes(report(rows).encode(), "a.txt")
    assert [claim.is_truncated for claim in document.claims] == [True, True, False, True]


def test_read_report_accepts_a_byte_order_mark_and_windows_line_ends():
    content = ("\ufeff" + report()).replace("\n", "\r\n").encode()
    assert len(read_report_bytes(content, "a.txt").claims) == 2


def test_read_report_reads_a_pdf_with_wrapped_rows():
    lines = [line.replace("\t", "  ") for line in report().strip().split("\n")]
    place = next(number for number, line in enumerate(lines) if line.startswith("Warming up on SQuAD"))
    lines[place : place + 1] = ["Warming up on SQuAD adds 8.2 points", "on the development set.  ✓  0.40"]
    document = read_report_bytes(pdf_of(lines), "a.pdf")
    assert [(claim.text, claim.is_ticked, claim.confidence) for claim in document.claims] == [
        (ROWS[0][0], True, 0.4),
        (ROWS[1][0], False, 0.1),
    ]
    assert document.asserted(AssertedQuantity.CLAIMS)[0].value == 2
