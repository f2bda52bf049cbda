"""Outlines of land from a TopoJSON topology; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Line = list[tuple[float, float]]  # (degrees east, degrees north)


def outlines(topology: Mapping[str, Any], name: str) -> list[Line]:
    """Every ring of one object, holes included, in order.

    Args:
        topology: quantized, of polygons and multipolygons.
        name: of the object.

    Source: the TopoJSON format specification, 2.1.2 (transforms) and 2.1.4 (arc indexes: ~n is arc n reversed).
    """
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]
    return [_joined(ring, arcs) for ring in _rings(topology["objects"][name])]


def _degrees(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> Line:
    """Positions are steps from the one before, in units of the transform."""
    (x_scale, y_scale), (x_first, y_first) = transform["scale"], transform["translate"]
    line, x, y = [], 0, 0
    for step in arc:
        x, y = x + step[0], y + step[1]
        line.append((x * x_scale + x_first, y * y_scale + y_first))
    return line


def _rings(shape: Mapping[str, Any]) -> Iterator[Sequence[int]]:
    if shape["type"] == "GeometryCollection":
        for part in shape["geometries"]:
            yield from _rings(part)
    else:
        for polygon in [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]:
            yield from polygon


def _joined(ring: Sequence[int], arcs: Sequence[Line]) -> Line:
    line: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc  # an arc starts where the last one ended
    return line
