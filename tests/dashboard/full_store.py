"""The filled store with studies and with languages that have a place and a size: every page has all it can show."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.small_store import HOSTILE, insert

# north, east
PLACES = {"de": (50.0, 10.0), "en": (53.0, -1.0), "sw": (-8.0, 37.0)}
SIZES = {"de": 50.0, "en": 300.0, "ru": 5.0}  # GiB of text in CC-100
RUNS = ["run-none-xnli-1", "run-mnli-xnli-1"]
COMMON = {
    "asked": "How volume bears on transfer.",
    "limits": HOSTILE,
    "scale_label": "by hand",
    "split": "test",
    "axis": "Examples",
    "unit": "examples",
    "is_log": True,
    "answering_series": "low",
    "threshold": 0.0,
    "level": 0.95,
    "has_learned": True,
    "method": "bootstrap",
    "run_ids": RUNS,
    "n_points_planned": 2,
}
STUDIES = [
    COMMON
    | {"study": "volume", "scale": "mini", "position": 1, "title": "Volume", "question": "Does more help?"}
    | {"quantity": "gain", "answer": "yes", "sentence": "At mini scale it rises: yes, more helps."}
    | {"change": 6.0, "low": 2.5, "high": 9.5, "n_points": 2},
    COMMON
    | {"study": "size", "scale": "mini", "position": 2, "title": "Size", "question": "Does size help?"}
    | {"quantity": "score", "answer": "undecided", "sentence": "0 of 2 points have run: undecided.", "n_points": 0},
]
# series, title, position, x, label, estimate, low, high
POINTS = [
    ("low", "Low-resource", 1, 100.0, "100", 1.5, -0.5, 3.5),
    ("low", "Low-resource", 1, 1000.0, "1,000", 7.5, 5.0, 10.0),
    ("high", HOSTILE, 2, 100.0, "100", 2.0, 1.0, 3.0),
    ("high", HOSTILE, 2, 1000.0, "1,000", 2.5, 1.0, 4.0),
]


def add_studies(connection: duckdb.DuckDBPyConnection) -> None:
    """Add one study of two points in two curves and one without any."""
    for row in STUDIES:
        insert(connection, "studies", row)
    for series, title, position, x, label, estimate, low, high in POINTS:
        row = {"study": "volume", "scale": "mini", "series": series, "series_title": title}
        row |= {"series_position": position, "x": x, "x_label": label, "estimate": estimate, "low": low}
        row |= {"high": high, "score": 55.0, "chance": 33.5, "n": 400, "n_seeds": 2}
        row |= {"languages": ["sw", "ru"], "targets": ["xnli"], "run_ids": RUNS}
        insert(connection, "study_points", row)


def add_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Give three languages a place on the map and three a size in CC-100; Arabic has neither."""
    for language, (latitude, longitude) in PLACES.items():
        row = {"language": language, "glottocode": "abcd1234", "glottolog_name": f"Place of {language}"}
        insert(connection, "language_places", row | {"latitude": latitude, "longitude": longitude, "source": "by hand"})
    for language, size in SIZES.items():
        connection.execute("update languages set cc100_gib = ? where language = ?", [size, language])


def write_full_store(path: Path) -> None:
    """Write the filled store and both additions."""
    write_filled_store(path)
    with duckdb.connect(str(path)) as connection:
        add_studies(connection)
        add_places(connection)
