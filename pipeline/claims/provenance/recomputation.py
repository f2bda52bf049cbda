"""The statement that computes an evidence row's number anew from the tables of its file; pure.

It is written from what the row stores, its input ids and its parts, and takes another way to the number than the code
that made the estimate: a mean over means in SQL instead of in Python. What was chosen on the way (the regime of each
task, the cells that could be paired) is taken as stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.claims.queries import stored_text

ESTIMATE = "estimate"
NEEDED_SUM = "sum that the missing tasks would need"
NEEDED_STATEMENT = "needed_sql"  # key of `details` with the statement of that sum
OWN_STATEMENT = "recompute_sql"  # key of `details` under which evidence of another form brings its statement


@dataclass(frozen=True, slots=True)
class Recomputation:
    """What can be computed anew; `sql` is None together with a reason in `why_not`."""

    quantity: str
    stored_value: float | None
    sql: str | None
    why_not: str | None


def recomputation_of(row: Mapping[str, Any], inputs: Mapping[str, Any], details: Mapping[str, Any]) -> Recomputation:
    """How the number of an evidence row is computed anew.

    Args:
        row: kind, encoder, estimate of the evidence; claimed and n_tasks of its claim.
        inputs: run_ids or reported_ids.
        details: as stored with the evidence.
    """
    estimate: float | None = row["estimate"]
    bound = details.get("bound") or {}
    own = details.get(OWN_STATEMENT)
    parts = details.get("tasks") or []
    if isinstance(own, str):
        return Recomputation(ESTIMATE, estimate, own, None)
    if estimate is None and "sum_needed_of_missing" in bound:
        needed = float(bound["sum_needed_of_missing"]["value"])
        return Recomputation(NEEDED_SUM, needed, str(details[NEEDED_STATEMENT]), None)
    if estimate is None:
        return Recomputation(ESTIMATE, None, None, "there is no estimate, so there is nothing to compute anew")
    if inputs.get("run_ids") and all("languages" in part for part in parts):
        sql = stored_text("stored_measured_mean", run_ids=list(inputs["run_ids"]), cells=_cells(parts))
        return Recomputation(ESTIMATE, estimate, sql, None)
    return Recomputation(ESTIMATE, estimate, None, "this kind of evidence does not come with a statement of its own")


def _cells(parts: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [part["task"], part["regime"], part["split"], language]
        for part in parts
        for language in sorted(part["languages"])
    ]
