import itertools
import json

import pytest

from dashboard.figures.land import outlines
from dashboard.parts.languages.profiles import LAND, coast

# units of 2 degrees east and 1 north from (10, 20); two arcs make a ring, the second of them walked backwards
TOPOLOGY = {
    "transform": {"scale": [2.0, 1.0], "translate": [10.0, 20.0]},
    "arcs": [[[0, 0], [1, 0], [0, 3]], [[0, 0], [0, 3], [1, 0]], [[5, 5], [1, 0], [0, 1], [-1, -1]]],
    "objects": {
        "land": {
            "type": "GeometryCollection",
            "geometries": [{"type": "MultiPolygon", "arcs": [[[0, ~1]]]}, {"type": "Polygon", "arcs": [[2]]}],
        }
    },
}


def test_outlines_adds_steps_and_joins_arcs():
    first, second = outlines(TOPOLOGY, "land")
    assert first == [(10.0, 20.0), (12.0, 20.0), (12.0, 23.0), (10.0, 23.0), (10.0, 20.0)]
    assert second == [(20.0, 25.0), (22.0, 25.0), (22.0, 26.0), (20.0, 25.0)]


def test_shipped_land_is_closed_and_within_the_earth():
    land = coast()
    assert all(line[0] == pytest.approx(line[-1]) for line in land)
    assert all(-180.001 <= east <= 180.001 and -90.001 <= north <= 90.001 for line in land for east, north in line)


def test_shipped_land_holds_london_and_not_the_mid_atlantic():
    # London 51.5 N 0.1 W; 30 N 45 W is open sea
    land = coast()
    assert sum(_is_within(-0.1, 51.5, line) for line in land) == 1
    assert sum(_is_within(-45.0, 30.0, line) for line in land) == 0


def test_shipped_land_names_its_licence():
    assert "Permission to use, copy, modify" in LAND.with_suffix(".LICENSE.txt").read_text(encoding="utf-8")
    assert json.loads(LAND.read_text(encoding="utf-8"))["type"] == "Topology"


def _is_within(east, north, line):
    """Whether a ray to the east crosses the ring an odd number of times."""
    crossings = 0
    for (x, y), (next_x, next_y) in itertools.pairwise(line):
        if (y > north) != (next_y > north):
            crossings += east < x + (north - y) * (next_x - x) / (next_y - y)
    return crossings % 2 == 1
