"""Why evidence differs from a claim: the claim's own setting and the evidence's, aspect by aspect.

Nothing is known from memory: the claim's side comes from the claims file and from what our sources print, the
evidence's from its run records. What neither says is listed as not stated, since it may or may not differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from pipeline.claims.queries import query_rows
from pipeline.domain.evidence import EvidenceKind
from pipeline.store.tables import insert_rows

NOT_STATED = "not stated"
_LABELS = {
    "generated": "made with the text by rule (Mini-XTREME, from Unicode CLDR); nobody annotated them",
    "xtreme_folder": "read from the benchmark's own files",
    "hub": "read from copies of the benchmark's data on the Hugging Face hub, at pinned commits",
    "import": "not seen here: scores were imported, not examples",
}
# every aspect in the order in which it is listed, and how a difference in it may matter
EFFECTS = {
    "encoder": "another network learned other things before; what an intermediate task adds may be more or less",
    "what the encoder had seen": "what it knows of a task already, an intermediate task cannot add again",
    "trained layers": "layers that stay as they are learn nothing from an intermediate task, and lose nothing to it",
    "encoder size": "a network of another size may gain, or lose, another amount from the same training",
    "benchmark": "other examples: neither the level of scores nor the size of a gain carries over",
    "target tasks": "a mean over other tasks is another number; one task with a large gain can carry it",
    "source": "another table may have other runs behind it, and prints with roundings of its own",
    "cells": "the missing cells may pull the mean either way",
    "metric": "another formula, normalisation or library version can move a score by points",
    "split": "dev and test hold other examples",
    "languages": "a mean over other languages is another number; gains differ between near and far languages",
    "seeds": "with few seeds a difference between two runs may be the luck of their order of examples",
    "training data": "another training set teaches another task in part; level and gain are those of that set",
    "training examples": "with less training data on the target task, an intermediate task may add more, or be lost",
    "examples per cell": "fewer examples widen the interval",
    "outcomes per example": "without them the interval allows any dependence among examples, which makes it wider",
    "hyper-parameters": "learning rate, epochs and batch size change both arms, not by the same amount",
    "library versions": "defaults and kernels differ between versions; mostly small, seldom nil",
    "labels": "labels made in another way hold other errors, which bound the score and can hide a gain",
    "intermediate tasks to choose from": "the best of fewer candidates is lower",
}
_OTHER_EFFECT = "the evidence is about something else than the claim in this respect"


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect; grain of table `differences` without its evidence row."""

    aspect: str
    claimed: str
    evidence: str
    is_stated: bool = True

    @property
    def effect(self) -> str:
        """How it may matter."""
        return EFFECTS.get(self.aspect, _OTHER_EFFECT)


def fill_differences(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `differences` of an open file whose verdicts and evidence_inputs are there."""
    claims = {row["claim_id"]: row for row in query_rows(connection, "settings_claimed")}
    runs = {row["evidence_id"]: row for row in query_rows(connection, "settings_of_runs")}
    rows = []
    for judged in query_rows(connection, "judged_scopes"):
        found = differences_of(judged, claims[judged["claim_id"]], runs.get(judged["evidence_id"]))
        for position, difference in enumerate(found, start=1):
            row = {"evidence_id": judged["evidence_id"], "position": position, "effect": difference.effect}
            rows.append(row | asdict(difference))
    insert_rows(connection, "differences", rows)


def differences_of(
    judged: Mapping[str, Any], claimed: Mapping[str, Any], runs: Mapping[str, Any] | None
) -> list[Difference]:
    """Differences in the order of EFFECTS, those of other names behind them.

    Args:
        judged: a row of sql/judged_scopes.sql.
        claimed: the row of sql/settings_claimed.sql of its claim.
        runs: the row of sql/settings_of_runs.sql; None where no run is behind the evidence.
    """
    found = [
        Difference(item["what"], item["claimed"], item["evidence"]) for item in json.loads(judged["scope_differences"])
    ]
    if judged["n_cells"] < judged["n_cells_needed"]:
        needed = judged["n_cells_needed"]
        found.append(Difference("cells", f"all {needed}", f"{judged['n_cells']} of {needed}"))
    if runs is not None:
        found += _of_runs(claimed, runs)
    elif judged["kind"] != EvidenceKind.MEASURED and json.loads(judged["inputs"]).get("reported_ids"):
        found += _of_source(judged, claimed)
    order = list(EFFECTS)
    return sorted(found, key=lambda item: order.index(item.aspect) if item.aspect in order else len(order))


def _of_runs(claimed: Mapping[str, Any], runs: Mapping[str, Any]) -> list[Difference]:
    """What the run records say, beside what is known of the claim's own runs."""
    sizes = claimed["params_millions"]
    found = [
        Difference("metric", claimed["metric"], _joined(runs["metric_impls"] or []), is_stated=True),
        _unstated("seeds", f"{len(runs['seeds'])}: {_joined(runs['seeds'])}"),
        _unstated("hyper-parameters", _joined(_settings(runs["fine_tuning"]))),
        _unstated("library versions", _joined(_settings(runs["versions"]))),
        Difference("labels", f"those of {claimed['scope_benchmark']}", _joined(map(_label_text, runs["sources"]))),
    ]
    found += _of_the_start(runs)
    if runs["n_without_outcomes"]:
        without = f"{runs['n_without_outcomes']} of {runs['n_runs']} runs were imported without"
        found.append(Difference("outcomes per example", "of each run", without))
    millions = [number / 1e6 for number in runs["parameters"] or []]
    if not _is_size(millions, sizes):
        found.append(_sized(millions, sizes))
    trained = claimed["training_examples"]
    if (runs["training_examples"] or []) != trained:
        theirs = _joined(trained) or NOT_STATED
        ours = _joined(runs["training_examples"] or []) or NOT_STATED
        found.append(Difference("training examples", theirs, ours, NOT_STATED not in (theirs, ours)))
    return [item for item in found if item.claimed != item.evidence]


def _of_the_start(runs: Mapping[str, Any]) -> list[Difference]:
    """What the runs' encoder had seen, which of it was trained, and what stood in for missing training sets."""
    found = []
    for text in runs["encoder_origins"] or []:
        origin = json.loads(text)
        seen = ", ".join(origin["training_seen"])
        changed = f"; weights: {origin['quantisation']}" if origin["quantisation"] else ""
        evidence = f"{origin['encoder']} was trained on labels or pairs of {seen}{changed}"
        found.append(_unstated("what the encoder had seen", evidence))
    for number in runs["frozen_layers"] or []:
        found.append(_unstated("trained layers", f"embeddings and the {number} lowest layers stay as they are"))
    found += [Difference("training data", "the official training set", text) for text in runs["stand_ins"] or []]
    return found


def _of_source(judged: Mapping[str, Any], claimed: Mapping[str, Any]) -> list[Difference]:
    """A printed table: which one it is, and what tables do not say."""
    details = json.loads(judged["details"])
    if details.get("is_own_table"):
        return []
    title = details.get("source_title") or judged["label"]
    return [
        Difference("source", claimed["source_version"], f"{title}; {judged['label']}"),
        Difference("metric", claimed["metric"], f"as the source prints it; its implementation is {NOT_STATED}", False),
        *(_unstated(aspect, NOT_STATED) for aspect in ("seeds", "hyper-parameters", "library versions")),
    ]


def _unstated(aspect: str, evidence: str) -> Difference:
    """An aspect of which the claims file and our sources do not give the claim's side."""
    return Difference(aspect, f"{NOT_STATED} in our sources", evidence or NOT_STATED, is_stated=False)


def _is_size(ours: Sequence[float], printed: Sequence[float]) -> bool:
    """Whether one size is the other to the million, or lies within what the sources print."""
    return bool(printed) and bool(ours) and all(min(printed) - 1 <= number <= max(printed) + 1 for number in ours)


def _sized(ours: Sequence[float], printed: Sequence[float]) -> Difference:
    own = _joined(f"{number:,.1f} million parameters" for number in ours)
    if not printed:
        return _unstated("encoder size", own)
    if not ours:
        return Difference("encoder size", _printed(printed), NOT_STATED, is_stated=False)
    ratio = max(printed) / max(ours)
    return Difference("encoder size", _printed(printed), f"{own}; {ratio:,.1f} times fewer" if ratio > 1 else own)


def _printed(sizes: Sequence[float]) -> str:
    return f"{_joined(f'{number:g}' for number in sizes)} million parameters, as our sources print"


def _settings(texts: Iterable[str | None]) -> list[str]:
    """JSON objects as "name value" lists; an object that is not there says nothing."""
    objects = [json.loads(text) for text in texts if text and text != "null"]
    return [", ".join(f"{name} {value}" for name, value in sorted(item.items())) for item in objects if item]


def _label_text(source: str) -> str:
    return _LABELS.get(source, f"as in the data called {source!r}")


def _joined(parts: Iterable[object]) -> str:
    return "; ".join(map(str, parts))
