"""Each claim about a gain under every defensible definition that a body of runs has scores for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from pipeline.claims.evidence.estimates import level_of
from pipeline.claims.queries import query_rows
from pipeline.claims.verdicts.judge import conclusion, meets
from pipeline.domain.claim import Claim, ClaimKind, LanguageRule, Metric
from pipeline.domain.verdict import Direction
from pipeline.statistics.group_means import FloatArray, IntArray, MeanGain, mean_over_groups, mean_over_tasks
from pipeline.store.tables import insert_rows

_KINDS = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN, ClaimKind.PRESENCE, ClaimKind.ABSENCE, ClaimKind.ORDERING)
BoolArray = npt.NDArray[np.bool_]
SPLITS = ("as judged", "dev", "test")
ENGLISH = ("with", "without")
METRICS = ("mean", "f1", "em")  # of question answering; other tasks have one metric
RETRIEVAL = ("with", "without")
MACROS = ("tasks", "languages", "families")
SEEN = ("all", "seen", "unseen")  # languages in the encoder's masked LM
HEADLINE = "headline"  # the layer that retrieval is scored at; others go by their number
COLUMNS = ("split", "english", "qa_metric", "retrieval", "retrieval_layer", "macro_over", "languages_seen")


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Gains by cell and metric variant: all columns are [cells]."""

    gain: FloatArray  # points, mean over seeds
    task: IntArray
    language: IntArray
    family: IntArray
    is_dev: BoolArray
    is_judged: BoolArray  # on the split that the estimate takes for the task
    is_english: BoolArray
    is_retrieval: BoolArray
    seen: IntArray  # 1 seen, 0 not seen, -1 not known
    variant: IntArray  # place in METRICS; -1: the task has one metric
    layer: IntArray  # of retrieval at another layer than the headline's; -1: the scores themselves
    n_runs: IntArray  # seeds behind the gain


@dataclass(frozen=True, slots=True)
class Definition:
    """One way of averaging; the fields are the columns of the table."""

    split: str
    english: str
    qa_metric: str
    retrieval: str
    macro_over: str
    languages_seen: str
    retrieval_layer: str = HEADLINE


def fill_multiverse(connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim]) -> None:
    """Fill the table `multiverse` from the evidence that is already in the file; one row per distinct definition."""
    by_id = {claim.claim_id: claim for claim in claims if claim.kind in _KINDS}
    cells: dict[str, list[dict[str, Any]]] = {}
    for row in query_rows(connection, "multiverse_cells", claims=list(by_id)):
        cells.setdefault(row["evidence_id"], []).append(row)
    rows = [row for found in cells.values() for row in multiverse_rows(by_id[found[0]["claim_id"]], found)]
    insert_rows(connection, "multiverse", rows)


def multiverse_rows(claim: Claim, found: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Rows of the table for one body of evidence.

    Args:
        found: rows of sql/multiverse_cells.sql, all of one evidence_id.
    """
    cells, level = cells_of(found), level_of(claim)
    evidence_id = found[0]["evidence_id"]
    rows = []
    for number, (definition, mask) in enumerate(definitions(cells, claim), start=1):
        mean = estimate(cells, mask, definition, level)
        low, high = (
            (mean.low, mean.high) if mean.low is not None and mean.high is not None else (mean.value, mean.value)
        )
        has_interval = mean.low is not None
        is_of_one_seed = bool((cells.n_runs[mask] == 1).all())  # which tells no sign, as in the verdict
        direction = Direction.UNTOLD if is_of_one_seed else conclusion(claim, low, high)
        rows.append(
            {
                "claim_id": claim.claim_id,
                "evidence_id": evidence_id,
                "definition": number,
                **{name: getattr(definition, name) for name in COLUMNS},
                "value": mean.value,
                "low": mean.low,
                "high": mean.high,
                "level": level if has_interval else None,
                "n_cells": mean.n_cells,
                "n_groups": mean.n_groups,
                "holds": meets(claim, low, high) if has_interval and not is_of_one_seed else None,
                "direction": direction.value if has_interval or is_of_one_seed else None,
            }
        )
    return rows


def definitions(cells: Cells, claim: Claim) -> Iterator[tuple[Definition, BoolArray]]:
    """Every definition with its cells, the claim's own first.

    Of several that come to the same cells and the same mean, the first alone. Behind them, retrieval at each other
    layer of the encoder, all else as judged: crossed with everything, the layers of one encoder would be most of what
    is counted.
    """
    seen: set[tuple[bytes, object]] = set()
    own = _own(claim)
    english, metrics, macros = (
        sorted(options, key=lambda option, picked=picked: option != picked)
        for options, picked in ((ENGLISH, own.english), (METRICS, own.qa_metric), (MACROS, own.macro_over))
    )
    for choice in product(SPLITS, english, metrics, RETRIEVAL, macros, SEEN):
        definition = Definition(*choice)
        mask = _mask(cells, definition)
        if not mask.any():
            continue
        group = _groups(cells, definition.macro_over)[mask]
        key = (mask.tobytes(), tuple(np.unique(group, return_inverse=True)[1].tolist()))
        is_tasks = definition.macro_over == "tasks"
        if (key[0], (is_tasks, key[1])) not in seen:
            seen.add((key[0], (is_tasks, key[1])))
            yield definition, mask
    yield from _at_other_layers(cells, own)


def _own(claim: Claim) -> Definition:
    """How the claim itself averages."""
    english = "with" if claim.languages is LanguageRule.ALL else "without"
    metric = claim.metric.value if claim.metric in (Metric.F1, Metric.EM) else METRICS[0]
    macro = claim.aggregation.value.removeprefix("mean_over_")
    return Definition(SPLITS[0], english, metric, RETRIEVAL[0], macro, SEEN[0])


def _at_other_layers(cells: Cells, own: Definition) -> Iterator[tuple[Definition, BoolArray]]:
    """The claim's own definition with retrieval at each layer that every retrieval cell was scored at."""
    mask = _mask(cells, own)
    rest, headline = mask & ~cells.is_retrieval, _kinds_of(cells, mask & cells.is_retrieval)
    for layer in sorted(set(cells.layer[cells.layer >= 0].tolist())):
        found = cells.is_judged & (cells.layer == layer)
        if headline and _kinds_of(cells, found) == headline:
            yield dataclasses.replace(own, retrieval_layer=str(layer)), rest | found


def _kinds_of(cells: Cells, mask: BoolArray) -> set[tuple[int, int, int]]:
    columns = (cells.task[mask].tolist(), cells.language[mask].tolist(), cells.n_runs[mask].tolist())
    return set(zip(*columns, strict=True))


def estimate(cells: Cells, mask: BoolArray, definition: Definition, level: float) -> MeanGain:
    """The mean gain of the masked cells."""
    groups = _groups(cells, definition.macro_over)[mask]
    mean = mean_over_tasks if definition.macro_over == "tasks" else mean_over_groups
    return mean(cells.gain[mask], groups, level)


def _groups(cells: Cells, macro_over: str) -> IntArray:
    return {"tasks": cells.task, "languages": cells.language, "families": cells.family}[macro_over]


def _mask(cells: Cells, definition: Definition) -> BoolArray:
    splits = {"as judged": cells.is_judged, "dev": cells.is_dev, "test": ~cells.is_dev}
    mask: BoolArray = splits[definition.split] & (
        (cells.variant == METRICS.index(definition.qa_metric)) | (cells.variant == -1)
    )
    mask = mask & (cells.layer == -1)
    if definition.english == "without":
        mask = mask & ~cells.is_english
    if definition.retrieval == "without":
        mask = mask & ~cells.is_retrieval
    if definition.languages_seen != "all":
        mask = mask & (cells.seen == int(definition.languages_seen == "seen"))
    return mask


def cells_of(found: Sequence[Mapping[str, Any]]) -> Cells:
    """Columns from rows; numbers of tasks, languages and families are places in sorted order."""

    def numbers(name: str) -> IntArray:
        return np.unique([str(row[name]) for row in found], return_inverse=True)[1].astype(np.int64)

    def flags(name: str) -> BoolArray:
        return np.array([bool(row[name]) for row in found])

    return Cells(
        gain=np.array([row["gain"] for row in found], dtype=np.float64),
        task=numbers("task"),
        language=numbers("language"),
        family=numbers("family"),
        is_dev=np.array([row["split"] == "dev" for row in found]),
        is_judged=flags("is_judged"),
        is_english=np.array([row["language"] == "en" for row in found]),
        is_retrieval=flags("is_retrieval"),
        seen=np.array([-1 if row["is_seen"] is None else int(row["is_seen"]) for row in found], dtype=np.int64),
        variant=np.array([METRICS.index(row["variant"]) if row["variant"] else -1 for row in found], dtype=np.int64),
        layer=np.array([-1 if row["layer"] is None else row["layer"] for row in found], dtype=np.int64),
        n_runs=np.array([row["n_runs"] for row in found], dtype=np.int64),
    )
