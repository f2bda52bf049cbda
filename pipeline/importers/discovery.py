"""Formats found by folder: each module of this folder but the shared ones holds one constant IMPORTER."""

from __future__ import annotations

from pipeline import importers
from pipeline.discovery import by_name, find_constants
from pipeline.importers.importer import Importer

SHARED = (
    "checks",
    "described",
    "discovery",
    "doubts",
    "foreign",
    "frame",
    "importer",
    "names",
    "outcome_tables",
    "outcomes",
    "scores",
)


def load_importers() -> dict[str, Importer]:
    """Every format by its name, in the order of the file names.

    Raises:
        RegistryError: a module holds no IMPORTER, or two of them claim one name.
    """
    return by_name(find_constants(importers, "IMPORTER", Importer, SHARED))
