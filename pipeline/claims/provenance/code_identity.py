"""Which code judged: one digest of the modules and statements between the tables and a verdict."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PIPELINE = Path(__file__).resolve().parents[2]
_FOLDERS = ("claims", "statistics", "domain", "store/sql/marts")
_LIBRARIES = ("duckdb", "numpy", "scipy")


@cache
def judging_code_digest() -> str:
    """First 16 digits of the sha256 over the code that turns tables into verdicts, file by file in name order."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted((_PIPELINE / folder).rglob("*")):
            if path.suffix in {".py", ".sql"}:
                digest.update(str(path.relative_to(_PIPELINE)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def judging_libraries() -> dict[str, str]:
    """Versions of the libraries whose arithmetic enters a verdict."""
    return {name: version(name) for name in _LIBRARIES}
