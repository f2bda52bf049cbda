"""Text of a PDF, taken out by a separate process with limits of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.domain.errors import DataFormatError

MAX_WALL_SECONDS = 30
_CHILD = Path(__file__).with_name("pdf_child.py")
_EXPECTED = "a PDF with selectable text, at most 200 pages, readable in 20 s and 1 GiB"


def pdf_text(content: bytes, name: str) -> str:
    """The text of a PDF, pages in order, one line per line of text.

    The library runs isolated, without the caller's environment, and is ended when it exceeds pdf_child's limits.

    Args:
        content: the whole file.
        name: of the file, for messages.

    Raises:
        DataFormatError: no PDF, encrypted, too long, too costly, or without any text (a scan).
    """
    try:
        child = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_CHILD)],
            input=content,
            capture_output=True,
            timeout=MAX_WALL_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        found = f"a PDF that is not read after {MAX_WALL_SECONDS} s"
        raise DataFormatError(name, None, found, _EXPECTED) from error
    if child.returncode:
        said = child.stderr.decode("utf-8", "replace").strip().splitlines()
        found = said[-1] if said and child.returncode == 3 else f"a PDF that ends its reader (code {child.returncode})"
        raise DataFormatError(name, None, found, _EXPECTED)
    text = child.stdout.decode("utf-8")
    if not text.strip():
        raise DataFormatError(name, None, "a PDF without text (a scan?)", _EXPECTED)
    return text
