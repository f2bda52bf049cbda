"""Formats found by folder: each module of this folder but the shared ones holds one constant EXPORTER."""

from __future__ import annotations

from pipeline import exporters
from pipeline.discovery import by_name, find_constants
from pipeline.exporters.exporter import Exporter

SHARED = ("discovery", "exporter")


def load_exporters() -> dict[str, Exporter]:
    """Every format by its name, in the order of the file names.

    Raises:
        RegistryError: a module holds no EXPORTER, or two of them claim one name.
    """
    return by_name(find_constants(exporters, "EXPORTER", Exporter, SHARED))
