"""What a page says of itself, and how pages are found."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "app_pages"


@dataclass(frozen=True, slots=True)
class Page:
    """One page; each file in app_pages holds one as the constant PAGE."""

    title: str
    url_path: str  # "": the start page
    order: int  # in the menu; the first is the start page
    group: str = ""  # of the menu, which opens to its pages; "": the page stands in the menu itself
    has_chart: bool = False  # it opens on a Plotly chart, whose script its browser fetches at once
    is_measured: bool = False  # it shows numbers of this project's runs, and so says of what scale they are


def find_pages() -> list[tuple[Page, Path]]:
    """Every page with its file, in menu order.

    Raises:
        AttributeError: a file in app_pages has no constant PAGE.
    """
    files = [path for path in sorted(FOLDER.glob("*.py")) if path.stem != "__init__"]
    found = [(importlib.import_module(f"dashboard.app_pages.{path.stem}").PAGE, path) for path in files]
    return sorted(found, key=lambda pair: pair[0].order)
