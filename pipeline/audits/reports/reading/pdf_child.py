"""Text of a PDF, run as a process of its own: bytes on stdin, UTF-8 on stdout, one line on stderr where it fails.

Imports pypdf and the standard library alone, so that it runs isolated (`python -I`), and limits itself before it looks
at the first byte.
"""

from __future__ import annotations

import resource
import sys

MAX_MEMORY = 1 << 30  # bytes of address space
MAX_SECONDS = 20  # of processor time
MAX_PAGES = 200
MAX_CHARACTERS = 5_000_000


def main() -> int:
    """Print the text of the PDF on stdin and return the exit code: 0 done, 3 not a readable PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file grows; the pipe to the parent is none
    import io  # noqa: PLC0415
    import logging  # noqa: PLC0415

    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
        if reader.is_encrypted:
            return _fail("an encrypted PDF")
        n_pages = len(reader.pages)
        if n_pages > MAX_PAGES:
            return _fail(f"{n_pages} pages, more than {MAX_PAGES}")
        n_characters, pages = 0, []
        for page in reader.pages:
            pages.append(page.extract_text())
            n_characters += len(pages[-1])
            if n_characters > MAX_CHARACTERS:
                return _fail(f"more than {MAX_CHARACTERS:,} characters of text")
    except MemoryError:
        return _fail(f"a PDF that needs more than {MAX_MEMORY >> 20} MiB of memory")
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError) as error:
        return _fail(f"a PDF that cannot be read ({type(error).__name__}: {error})")
    sys.stdout.buffer.write("\n".join(pages).encode("utf-8", "replace"))
    return 0


def _fail(found: str) -> int:
    sys.stderr.write(" ".join(found.split())[:300] + "\n")
    return 3


if __name__ == "__main__":
    sys.exit(main())
