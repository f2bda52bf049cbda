"""One body of evidence on a claim, as the parts of the Claim page read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.kit.theme import KINDS, verdict_style


@dataclass(frozen=True, slots=True)
class Body:
    """A row of queries/claim_bodies.sql with None for what is missing and its JSON read."""

    row: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        """One column."""
        return self.row[column]

    @property
    def details(self) -> dict[str, Any]:
        """Parts of the estimate, as the evidence keeps them."""
        found: dict[str, Any] = self.row["details"]
        return found

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """Parts of the estimate by task."""
        return list(self.details.get("tasks") or [])

    @property
    def title(self) -> str:
        """Kind, label and verdict in one line."""
        return self.titled("")

    def titled(self, name: str) -> str:
        """The same with another name than the label; "" keeps that."""
        kind = KINDS.get(self["kind"], (self["kind"], ""))[0]
        verdict = self["verdict"]
        word = verdict_style(verdict).word.lower() if verdict else "no verdict"
        return f"{kind}: {name or self['label']} ({word})"


_AS_JSON = ("details", "inputs", "scope_differences")


def read_bodies(bodies: pd.DataFrame) -> dict[str, Body]:
    """Bodies by the key that names them in the address, in the order of the rows.

    Args:
        bodies: rows of queries/claim_bodies.sql.
    """
    return {str(row["evidence_key"]): Body(_read(row)) for row in bodies.to_dict("records")}


def _read(row: dict[Any, Any]) -> dict[str, Any]:
    given = {str(name): None if _is_missing(value) else value for name, value in row.items()}
    return given | {name: json.loads(str(given[name] or "{}")) for name in _AS_JSON}


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and pd.isna(value))
