"""What the SQL files say of their tables and columns, for readers of a built file."""

from __future__ import annotations

import re
from pathlib import Path

_SQL = Path(__file__).parent / "sql"
_NAME = re.compile(r"^create (?:table|view) (\w+)", re.MULTILINE)
_GRAIN = re.compile(r"^-- grain: (.+)$", re.MULTILINE)
_COLUMN = re.compile(r"^    (?P<code>\S.*?)\s+-- (?P<note>(?!noqa).+)$", re.MULTILINE)


def read_notes() -> dict[tuple[str, str], str]:
    """Notes by table or view and column; under the column "" stands what one row is."""
    notes: dict[tuple[str, str], str] = {}
    for path in sorted(_SQL.glob("tables/*.sql")) + sorted(_SQL.glob("marts/*.sql")):
        text = path.read_text(encoding="utf-8")
        [name], [grain] = _NAME.findall(text), _GRAIN.findall(text)
        notes[name, ""] = grain
        position = 0 if path.parent.name == "tables" else -1  # `name type -- note`, or `expression as name, -- note`
        for found in _COLUMN.finditer(text):
            column = re.findall(r"\w+", found["code"])[position]
            notes[name, column] = found["note"]
    return notes
