import zlib

import pytest

from pipeline.audits.reports.reading import content
from pipeline.audits.reports.reading.content import read_report, read_report_bytes
from pipeline.domain.errors import DataFormatError, MissingDataError
from tests.pipeline.audits.reports.invented import pdf_of, report

GOOD = "Tea cools."


def _rows(*rows, **parts):
    return report(rows, **parts).encode()


BAD = {
    "empty": (b"", "an empty file"),
    "blank": (b"  \n\n", "3 lines without a table of claims"),
    "no table": (b"Title\n\nProse alone.\n", "without a table of claims"),
    "header without marks": (report(header=("Claim", "Page", "Confidence")).encode(), "without a table of claims"),
    "binary": (b"Title\x00\x01\x02", r"line 1: found the control character U\+0000"),
    "zip": (b"PK\x03\x04" + bytes(40), "line 1: found the control character"),
    "escape sequences": (b"Title\n\n\x1b[31mred", r"line 3: found the control character U\+001B"),
    "latin-1": ("Title\n\ncaf\u00e9".encode("latin-1"), "line 3: found byte 0xe9, which is not UTF-8"),
    "utf-16": ("Title".encode("utf-16"), "line 1: found byte 0xff, which is not UTF-8"),
    "cut within a character": ("Title\n✓".encode()[:-1], "line 2: found byte 0xe2"),
    "unknown mark": (_rows((GOOD, "?", "0.3")), r"line 27: found the mark '\?'"),
    "x may be tick or cross": (_rows((GOOD, "x", "0.3")), "line 27: found the mark 'x'"),
    "lost mark": (_rows((GOOD, "\ufffd", "0.3")), "line 27: found the mark"),
    "no mark": (_rows((GOOD, "", "0.3")), "line 27: found the mark ''"),
    "no statement": (_rows(("", "✓", "0.3")), "line 27: found a statement of 0 characters"),
    "endless statement": (_rows(("a" * 2_001, "✓", "0.3")), "line 27: found a statement of 2001 characters"),
    "missing cell": (_rows((GOOD, "✓")), "line 27: found 2 cells in a table of claims; expected 3 cells"),
    "extra cell": (_rows((GOOD, "✓", "0.3", "0.4")), "line 27: found 4 cells"),
    "confidence above one": (_rows((GOOD, "✓", "27")), "line 27: found the confidence '27'; expected a fraction"),
    "percentage above 100": (_rows((GOOD, "✓", "127%")), "line 27: found the confidence '127%'"),
    "negative confidence": (_rows((GOOD, "✓", "-0.3")), "line 27: found the confidence '-0.3'"),
    "decimal comma": (_rows((GOOD, "✓", "0,3")), "line 27: found the confidence '0,3'"),
    "confidence in words": (_rows((GOOD, "✓", "high")), "line 27: found the confidence 'high'"),
    "not a number": (_rows((GOOD, "✓", "nan")), "line 27: found the confidence 'nan'"),
    "two scales": (_rows((GOOD, "✓", "0.3"), (GOOD, "✓", "30%")), "line 28: found the confidence '30%' after '0.3'"),
    "column twice": (report(header=("Claim", "Verified", "Status")).encode(), "line 26: found a header with columns"),
    "negative count": (report(results="-3 claims extracted.").encode(), "line 22: found '-3' as the number of claims"),
    "percentage of claims": (
        report(results="90% verified.").encode(),
        "line 22: found '90%' as the number of verified",
    ),
    "broken count": (report(results="2.5 claims extracted.").encode(), "line 22: found '2.5' as the number of claims"),
    "score above ten": (report(results="Review score: 92/10.").encode(), "line 22: found the quality score '92'"),
    "too many rows": (report(((GOOD, "✓", "0.3"),) * 1_001).encode(), "line 1027: found 1001 claim rows"),
}


@pytest.mark.parametrize("case", BAD)
def test_read_report_refuses_with_one_message_that_names_the_file(case):
    bad, said = BAD[case]
    with pytest.raises(DataFormatError, match=said) as caught:
        read_report_bytes(bad, "some/where/report.txt")
    assert str(caught.value).startswith("some/where/report.txt")
    assert "expected" in str(caught.value)


BAD_PDF = {
    "no pdf": (b"Title", r"line 1: found the first bytes b'Title'; expected a PDF"),
    "cut off": (pdf_of(["Claims", "Tea cools.  yes  0.3"])[:300], "a PDF that cannot be read"),
    "magic alone": (b"%PDF-1.7\n", "a PDF that cannot be read"),
    "garbage": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "a PDF that cannot be read"),
    "too many pages": (pdf_of(["x"], n_pages=201), "201 pages, more than 200"),
    "scan": (pdf_of([]), "a PDF without text"),
    "row without end": (pdf_of(["Claims", "Tea cools."]), "line 2: found 'Tea cools.' without a mark"),
    "no claims": (pdf_of(["Title", "Prose."]), "without a table of claims"),
}


@pytest.mark.parametrize("case", BAD_PDF)
def test_read_report_refuses_a_bad_pdf(case):
    bad, said = BAD_PDF[case]
    with pytest.raises(DataFormatError, match=said):
        read_report_bytes(bad, "report.pdf")


def test_read_report_survives_a_pdf_that_unfolds_to_a_quarter_gigabyte():
    packed = zlib.compress(zlib.compress(bytes(1 << 28)))  # 256 MiB of zeros within a few hundred bytes
    page = pdf_of(["x"])
    start, end = page.index(b"<< /Length"), page.index(b"endstream")
    body = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\n" % (len(packed), packed)
    with pytest.raises(DataFormatError, match="PDF"):
        read_report_bytes(page[:start] + body + page[end:], "report.pdf")


@pytest.mark.parametrize(("name", "limit"), [("report.txt", "2,000,000"), ("report.pdf", "20,000,000")])
def test_read_report_refuses_a_huge_file_before_reading_it(tmp_path, monkeypatch, name, limit):
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(100_000_000)  # sparse: takes no space
    monkeypatch.setattr(content, "read_report_bytes", lambda *given: pytest.fail("the file was read"))
    with pytest.raises(DataFormatError, match=f"report.*found 100,000,000 bytes; expected at most {limit} bytes"):
        read_report(path)


def test_read_report_refuses_what_is_no_file(tmp_path):
    with pytest.raises(MissingDataError, match="is not there"):
        read_report(tmp_path / "absent.txt")
    with pytest.raises(DataFormatError, match="a folder or device"):
        read_report(tmp_path)
