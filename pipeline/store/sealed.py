"""JSON files that end with a digest of the rest of them, `record_sha256`, which is checked whenever they are read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.store.atomic import write_json

_DIGEST = "record_sha256"


def write_sealed(path: Path, content: dict[str, object]) -> None:
    """Write a record with the digest of its content."""
    write_json(path, content | {_DIGEST: _digest(content)})


def read_sealed(path: Path, mend: str) -> bytes:
    """The record without its digest, as JSON; one that an earlier version wrote without digest is taken as it is.

    Args:
        mend: what to do about a record that was changed, for the error.

    Raises:
        DataFormatError: the content is not what was written.
    """
    raw = path.read_bytes()
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return raw  # its reader says what is wrong with it
    if not isinstance(content, dict) or _DIGEST not in content:
        return raw
    written = content.pop(_DIGEST)
    if written != _digest(content):
        expected = f"{written!r:.80}, as written with it: the file was changed since; {mend}"
        raise DataFormatError(path, None, f"content with the digest {_digest(content)}", expected)
    return json.dumps(content).encode()


def file_sha256(path: Path) -> str:
    """sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(content: dict[str, object]) -> str:
    """sha256 over the content as JSON with sorted keys."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()
