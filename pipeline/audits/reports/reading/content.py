"""From a file, or from bytes that were uploaded, to a report; nothing is written."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pipeline.audits.reports.reading.parse import parse_report
from pipeline.audits.reports.reading.pdf import pdf_text
from pipeline.domain.document import Document
from pipeline.domain.errors import DataFormatError
from pipeline.store.input_file import read_input

MAX_TEXT_BYTES = 2_000_000
MAX_PDF_BYTES = 20_000_000
_PDF = b"%PDF-"
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")  # all but tab, line ends and page breaks


def read_report(path: Path) -> Document:
    """The report in one file: text or Markdown in UTF-8, or PDF.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: what `read_report_bytes` refuses, no regular file, or one that may not be read.
    """
    limit = MAX_PDF_BYTES if path.suffix.lower() == ".pdf" else MAX_TEXT_BYTES
    return read_report_bytes(read_input(path, "a report as text, Markdown or PDF", max_bytes=limit), str(path))


def read_report_bytes(content: bytes, name: str) -> Document:
    """The report in `content`; touches no file and no store.

    Args:
        content: text or Markdown in UTF-8, or PDF; told apart by its first bytes.
        name: of the file, for messages; its last part becomes the report's file_name.

    Raises:
        DataFormatError: too large, not UTF-8, binary, or not in the form that docs/audit.md describes; the line is
            named where there is one.
    """
    is_pdf = content[:1024].lstrip().startswith(_PDF)
    _check_size(len(content), name, is_pdf=is_pdf)
    if not is_pdf and name.lower().endswith(".pdf"):
        raise DataFormatError(name, 1, f"the first bytes {content[:8]!r}", "a PDF, which starts with %PDF-")
    text = pdf_text(content, name) if is_pdf else _decode(content, name)
    return parse_report(text, name=name, sha256=hashlib.sha256(content).hexdigest(), is_loose=is_pdf)


def _check_size(n_bytes: int, name: str, *, is_pdf: bool) -> None:
    limit = MAX_PDF_BYTES if is_pdf else MAX_TEXT_BYTES
    if n_bytes > limit:
        raise DataFormatError(name, None, f"{n_bytes:,} bytes", f"at most {limit:,} bytes")
    if n_bytes == 0:
        raise DataFormatError(name, None, "an empty file", "a report with a table of claims")


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02x}, which is not UTF-8"
        raise DataFormatError(
            name, line, found, "UTF-8 text (save the file anew in that encoding), or a PDF"
        ) from error
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        found = f"the control character U+{ord(control.group()):04X}"
        raise DataFormatError(name, line, found, "plain text, Markdown or PDF, no other binary file")
    return text
