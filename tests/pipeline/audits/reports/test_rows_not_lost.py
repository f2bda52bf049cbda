"""Rows of claims tables that used to be lost: read, or named as unread with their line."""

import pytest

from pipeline.audits.reports.checks.findings import FindingKind
from pipeline.audits.reports.reading.content import read_report_bytes
from pipeline.audits.reports.uploads import Upload, audit_documents
from pipeline.domain.errors import DataFormatError
from tests.pipeline.audits.reports.invented import report

ROW = "| Tea cools. | ✓ | 0.4 |"


def _read(*lines, header="| Claim | Verified | Confidence |"):
    rule = "|" + "---|" * (header.count("|") - 1)
    text = "\n".join(["# Tea", "", "## Claims", "", header, rule, *lines])
    return read_report_bytes(text.encode(), "tea.md")


def test_blank_lines_between_rows_and_behind_the_header_end_no_table():
    document = _read("", ROW, "", "", "| Figs ripen. | ✗ | 0.3 |")
    assert [claim.text for claim in document.claims] == ["Tea cools.", "Figs ripen."]


@pytest.mark.parametrize(
    "row", ["| 9 Tasks were trained together. | ✓ | 0.35 |", "9 Tasks were trained together.\t✓\t0.35"]
)
def test_row_that_begins_with_a_number_is_no_heading(row):
    header = "| Claim | Verified | Confidence |" if row.startswith("|") else "Claim\tVerified\tConfidence"
    text = f"# Tea\n\n## Claims\n\n{header}\n{row}\n{row.replace('9', '10', 1)}\n"
    document = read_report_bytes(text.encode(), "tea.md")
    assert [claim.text[:2] for claim in document.claims] == ["9 ", "10"]
    assert [claim.confidence for claim in document.claims] == [0.35, 0.35]


def test_header_that_says_percent_gives_percentages():
    document = _read("| Tea cools. | ✓ | 60 |", "| Figs. | ✗ | 5.5% |", header="| Claim | Verified? | Confidence (%) |")
    assert [claim.confidence for claim in document.claims] == [0.6, 0.055]


@pytest.mark.parametrize(
    ("mark", "is_ticked"),
    [
        ("**✓**", True),
        ("`✓`", True),
        (r"$\checkmark$", True),
        (":white_check_mark:", True),
        ("✓ (verified)", True),
        ("Yes ✓", True),
        ("**✗**", False),
        (r"$\times$", False),
        ("❌ no", False),
    ],
)
def test_marks_are_read_through_emphasis_and_latex(mark, is_ticked):
    assert _read(f"| Tea cools. | {mark} | 0.4 |").claims[0].is_ticked is is_ticked


@pytest.mark.parametrize(
    "header",
    [
        "| Finding | Verified | Confidence |",
        "| **Claim** | **Verified?** | **Confidence** |",
        "| Evidence | Verified | Confidence |",
        "| Statement | Is verified | Confidence score |",
    ],
)
def test_other_headers_of_a_claims_table(header):
    assert [claim.text for claim in _read(ROW, header=header).claims] == ["Tea cools."]


def test_partially_is_named_with_its_line():
    document = _read(ROW, "| Figs ripen. | partially | 0.3 |")
    assert [claim.text for claim in document.claims] == ["Tea cools."]
    assert [(one.line, one.text) for one in document.unread] == [(8, "Figs ripen.")]
    assert "'partially'" in document.unread[0].reason


def test_count_that_our_reader_lost_is_not_held_against_the_document():
    text = "# Tea\n\n## 3 Results\n\n2 claims extracted; 2 verified.\n\n## Claims\n\n"
    text += "| Claim | Verified | Confidence |\n|---|---|---|\n" + ROW + "\n| Figs ripen. | partially | 0.3 |\n"
    result = audit_documents([Upload("tea.md", text.encode())])
    assert result.findings_of(FindingKind.COUNT_WRONG) == ()
    (unread,) = result.findings_of(FindingKind.UNREAD)
    assert unread.places[0].line == 12


def test_count_that_no_lost_row_explains_is_wrong_all_the_same():
    text = report([("Tea cools.", "✓", "0.4")], results="7 claims extracted.")
    result = audit_documents([Upload("tea.txt", text.encode())])
    assert [finding.text for finding in result.findings_of(FindingKind.COUNT_WRONG)] == [
        "asserts 7 claims; 1 are there"
    ]


def test_one_broken_file_does_not_stop_the_others():
    good = f"# Tea\n\n## Claims\n\n| Claim | Verified | Confidence |\n|---|---|---|\n{ROW}\n"
    result = audit_documents(
        [Upload("good.md", good.encode()), Upload("bad.md", b"\x00"), Upload("twin.md", good.encode())]
    )
    assert [part.document.file_name for part in result.documents] == ["good.md"]
    assert [one.file_name for one in result.refused] == ["bad.md", "twin.md"]
    assert "the same bytes as good.md" in result.refused[1].message


def test_sprint_board_is_told_to_be_no_claims_table():
    board = b"# Sprint\n\n| Task | Status | Owner |\n|---|---|---|\n| Mend the gate | done | Ada |\n"
    with pytest.raises(DataFormatError, match=r"the table at line 3, with columns Task, Status, Owner, is none"):
        read_report_bytes(board, "board.md")


def test_table_whose_marks_are_no_marks_is_refused_with_the_first():
    board = b"# Sprint\n\n| Claim | Status |\n|---|---|\n| Mend the gate | in progress |\n"
    with pytest.raises(DataFormatError, match=r"line 5: found the mark 'in progress'"):
        read_report_bytes(board, "board.md")
