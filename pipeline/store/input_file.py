"""Bytes and text of a file that somebody names on the command line, its kind and size checked before it is read."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.domain.errors import DataFormatError, MissingDataError

_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # all but tab and line ends


def read_input(path: Path, noun: str, *, max_bytes: int, advice: str = "") -> bytes:
    """The content of a file; never more than `max_bytes` are read, whatever its size is said to be.

    Args:
        noun: what is expected there, with its article: "a CSV file".
        advice: how a larger file can be made smaller.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: a folder or device, too large, empty, or it may not be read.
    """
    try:
        if not path.exists():
            raise MissingDataError(f"{path} is not there; name {noun}")
        if not path.is_file():
            raise DataFormatError(path, None, "a folder or device", noun)
        size = path.stat().st_size
        if size <= max_bytes:
            with path.open("rb") as file:
                content = file.read(max_bytes + 1)
            size = max(size, len(content))
    except OSError as error:
        if isinstance(error, MissingDataError):
            raise
        found = f"what cannot be read ({error.strerror or error})"
        raise DataFormatError(path, None, found, f"{noun} that you may read") from error
    if size > max_bytes:
        expected = f"at most {max_bytes:,} bytes" + (f"; {advice}" if advice else "")
        raise DataFormatError(path, None, f"{size:,} bytes", expected)
    if not content:
        raise DataFormatError(path, None, "an empty file", noun)
    return content


def decode_input(path: Path, content: bytes) -> str:
    """The text of a file in UTF-8; a byte order mark is dropped.

    Raises:
        DataFormatError: another encoding, or a control character, with its line.
    """
    if content[:2] in _BYTE_ORDER_MARKS:
        raise DataFormatError(
            path, 1, f"{_BYTE_ORDER_MARKS[content[:2]]} text", "UTF-8; save the file in that encoding"
        )
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise DataFormatError(path, line, "a NUL byte", "plain text in UTF-8, no binary file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02x}, which is not UTF-8"
        raise DataFormatError(path, line, found, "text in UTF-8; save the file in that encoding") from error
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        found = f"the control character U+{ord(control.group()):04X}"
        raise DataFormatError(path, line, found, "plain text in UTF-8, no binary file")
    return text
