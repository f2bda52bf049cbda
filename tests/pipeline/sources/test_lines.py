import pytest
from pydantic import BaseModel

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.sources.lines import read_document, read_lines, read_records, read_rows


class _Named(BaseModel):
    """a name"""

    name: str


def test_read_lines_splits_at_line_feeds_alone(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("one\u2028still one\x1dand\x85this\r\ntwo".encode())

    assert list(read_lines(path)) == [(1, "one\u2028still one\x1dand\x85this"), (2, "two")]


def test_read_lines_drops_a_byte_order_mark(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\n")

    assert list(read_lines(path)) == [(1, "one")]


def test_read_lines_names_file_and_line_of_a_byte_that_is_not_utf8(tmp_path):
    path = tmp_path / "latin1.txt"
    path.write_bytes(b"good\nM\xfcnchen\n")

    with pytest.raises(
        DataFormatError, match=r"latin1\.txt, line 2: found byte 0xfc .byte 2 of the line.*expected UTF-8"
    ):
        list(read_lines(path))


def test_read_lines_names_the_file_that_is_not_there(tmp_path):
    with pytest.raises(MissingDataError, match=r"nothing\.tsv is not there"):
        list(read_lines(tmp_path / "nothing.tsv"))


def test_read_rows_keeps_quote_marks(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text('"He said ""x""."\ttwo\t1\n\n')

    assert list(read_rows(path)) == [(1, ['"He said ""x""."', "two", "1"])]


def test_read_rows_refuses_an_empty_line_in_the_middle(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("a\tb\n\nc\td\n")

    with pytest.raises(DataFormatError, match="line 2: found an empty line"):
        list(read_rows(path))


def test_read_records_names_the_line_and_field_of_a_wrong_record(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"name": "x"}\n\n{"name": 3}\n')

    with pytest.raises(DataFormatError, match=r"a\.jsonl, line 3: found 3 at 'name'; expected a name"):
        list(read_records(path, _Named))


def test_read_document_refuses_broken_json(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"name": ')

    with pytest.raises(DataFormatError, match=r"a\.json: found .*expected a name .Invalid JSON"):
        read_document(path, _Named)
