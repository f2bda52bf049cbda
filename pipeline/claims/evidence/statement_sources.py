"""Where the numbers of a claim's own statement come from: runs, or printed figures, and which figures."""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Iterator
from typing import Any

import duckdb

from pipeline.domain.errors import ClaimError

PRINTED = frozenset({"reported_scores"})
ENTERED = frozenset({"entered_scores"})  # by hand and unchecked: behind evidence of its own, no claim's statement
MEASURED = frozenset(
    {
        "runs",
        "current_runs",
        "scores",
        "layer_scores",
        "predictions",
        "missing_cells",
        "training_curves",
        "run_scores",
        "experiment_pairs",
        "gains",
        "cells",
        "gain_intervals",
        "comparisons",
        "regime_ranks",
        "benchmark_scores",
    }
)
# our own: beside numbers alone
LISTS = frozenset({"languages", "tasks", "datasets", "language_places", "builds", "benchmark_metrics"})


def judgements_in(tables: Collection[str]) -> list[str]:
    """Those of the tables that hold neither scores, printed figures nor lists: verdicts, evidence, claims."""
    return sorted(set(tables) - PRINTED - ENTERED - MEASURED - LISTS)


def is_printed(claim_id: str, tables: Collection[str]) -> bool:
    """Whether a statement's numbers are printed figures; else they are measured.

    Raises:
        ClaimError: it reads both, neither, or what is no evidence, such as verdicts.
    """
    strange = judgements_in(tables)
    if strange:
        raise ClaimError(
            f"claim {claim_id!r}: its statement reads {', '.join(strange)}, which holds judgements and no evidence; "
            "read reported_scores, or scores, gains and what is made of them"
        )
    if ENTERED & set(tables):
        raise ClaimError(
            f"claim {claim_id!r}: its statement reads entered_scores, figures that readers entered by hand and nobody "
            "checked; they are judged apart from checked ones, so read reported_scores"
        )
    printed, measured = PRINTED & set(tables), MEASURED & set(tables)
    if printed and measured:
        raise ClaimError(
            f"claim {claim_id!r}: its statement mixes printed figures ({', '.join(printed)}) with measured numbers "
            f"({', '.join(sorted(measured))}); mixed kinds of evidence are never judged, so make it two claims"
        )
    if not printed and not measured:
        lists = ", ".join(sorted(set(tables)))
        what = f"only {lists}, a list of ours, which is no evidence on a paper" if lists else "no table at all"
        raise ClaimError(
            f"claim {claim_id!r}: its statement reads {what}; read reported_scores, or scores, gains and what is made "
            "of them"
        )
    return bool(printed)


def figure_statements(connection: duckdb.DuckDBPyConnection, statement: str) -> list[str]:
    """For each place where a statement reads printed figures, the statement that gives the ids of the rows it keeps."""
    tree = _parsed(connection, statement)
    found = []
    for select, scope in _selects(tree, []):
        for table in _tables_in(select.get("from_table")):
            if table.get("table_name") in PRINTED:
                found.append(_text(connection, _ids_of(select, table.get("alias") or table["table_name"], scope)))
    return found


def _parsed(connection: duckdb.DuckDBPyConnection, statement: str) -> Any:
    (text,) = connection.execute("select json_serialize_sql($statement)", {"statement": statement}).fetchall()[0]
    return json.loads(text)


def _text(connection: duckdb.DuckDBPyConnection, tree: Any) -> str:
    (text,) = connection.execute("select json_deserialize_sql($tree::json)", {"tree": json.dumps(tree)}).fetchall()[0]
    return str(text)


def _ids_of(select: dict[str, Any], name: str, scope: list[Any]) -> dict[str, Any]:
    """The same rows, but their ids in place of what is made of them."""
    node = copy.deepcopy(select)
    column = {"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "column_names": [name, "reported_id"]}
    node |= {"select_list": [column], "group_expressions": [], "group_sets": [], "modifiers": []}
    node |= {"having": None, "qualify": None, "aggregate_handling": "STANDARD_HANDLING"}
    node["cte_map"] = {"map": [*scope, *_parts_of(select)]}
    return {"error": False, "statements": [{"node": node, "named_param_map": []}]}


def _selects(tree: Any, scope: list[Any]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Every SELECT with the named parts (WITH) that it may use from outside."""
    if isinstance(tree, dict):
        if tree.get("type") == "SELECT_NODE":
            yield tree, scope
        inner = [*scope, *_parts_of(tree)]
        for child in tree.values():
            yield from _selects(child, inner)
    elif isinstance(tree, list):
        for child in tree:
            yield from _selects(child, scope)


def _parts_of(node: dict[str, Any]) -> list[Any]:
    named = node.get("cte_map")
    return list(named.get("map", [])) if isinstance(named, dict) else []


def _tables_in(source: Any) -> Iterator[dict[str, Any]]:
    """Tables that a FROM clause joins; those inside its own subqueries are in a SELECT of their own."""
    if not isinstance(source, dict):
        return
    if source.get("type") == "BASE_TABLE":
        yield source
    for side in ("left", "right"):
        yield from _tables_in(source.get(side))
