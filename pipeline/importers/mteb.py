"""A result of MTEB: `<model>/<revision>/<Task>.json`, a list of scores for each split.

Metrics are read by their names; `main_score` is not, since its metric differs by task. Bitext tasks have two languages,
one of them English. `scores_per_experiment` are repetitions and become seeds. MTEB's F1 of BUCC is that of the nearest
neighbours of given sentences, not of mined pairs, so it says so in the implementation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, Field

from pipeline.importers.foreign import (
    FOREIGN,
    check_model,
    is_number,
    parse_json,
    percent_text,
    read_text,
    refuse_empty,
    scale_of,
)
from pipeline.importers.importer import Importer, RawFile, RawRow
from pipeline.importers.names import listed
from pipeline.store.input_file import read_input

_NOUN = "a result of MTEB: task_name, and scores by split"
_METRICS = ("accuracy", "f1", "map_at_20")
_ENGLISH = {"en", "eng"}


class _Entry(BaseModel):
    model_config = {**FOREIGN, "extra": "allow"}
    hf_subset: str
    languages: list[str] = Field(min_length=1)
    scores_per_experiment: list[dict[str, object]] = []


class _Result(BaseModel):
    model_config = FOREIGN
    task_name: str
    mteb_version: str | None = None
    dataset_revision: str | None = None
    scores: dict[str, list[_Entry]]


class _Meta(BaseModel):
    model_config = FOREIGN
    name: str
    revision: str | None = None


def _read(path: Path) -> RawFile:
    text, sha256 = read_text(path, _NOUN)
    result = check_model(path, parse_json(path, text, _NOUN), _Result, _NOUN)
    version = result.mteb_version or "version not stated"
    shared = {"target": result.task_name, "metric_impl": f"MTEB {version}, data revision {result.dataset_revision}"}
    encoder = _encoder(path)
    if encoder:
        shared["encoder"] = encoder
    left_out: list[str] = []
    rows = [
        RawRow(path, None, {**shared, "split": split, **cells}, f"scores.{split}.{entry.hf_subset}")
        for split, entries in result.scores.items()
        for entry in entries
        for cells in _cells(entry, f"{split} {entry.hf_subset}", left_out)
    ]
    refuse_empty(path, rows, _NOUN, left_out)
    notes = [f"left out: {listed(left_out)}"] if left_out else []
    return RawFile(path, sha256, tuple(_scaled(rows)), (*notes, "main_score is not read"))


def _cells(entry: _Entry, place: str, left_out: list[str]) -> Iterator[dict[str, str]]:
    languages = [language for language in entry.languages if language.split("-")[0] not in _ENGLISH]
    if len(languages) > 1 or (len(entry.languages) > 1 and not languages):
        left_out.append(f"{place} (between {' and '.join(entry.languages)})")
        return
    language = (languages or entry.languages)[0]
    experiments = entry.scores_per_experiment
    sources: list[tuple[dict[str, str], Mapping[str, object]]] = (
        [({"seed": str(seed)}, scores) for seed, scores in enumerate(experiments)]
        if experiments
        else [({}, entry.model_extra or {})]
    )
    for seed, scores in sources:
        for metric in _METRICS:
            value = scores.get(metric)
            if is_number(value):
                name = "map@20" if metric == "map_at_20" else metric
                yield {"language": language, "metric": name, "value": str(value), **seed}
            elif metric in scores:
                left_out.append(f"{metric} of {place} (no number)")


def _scaled(rows: list[RawRow]) -> Iterator[RawRow]:
    """Fractions as percent; the scale of a metric is that of all its values in the file."""
    scales = {
        metric: scale_of(Decimal(row.cells["value"]) for row in rows if row.cells["metric"] == metric)
        for metric in {row.cells["metric"] for row in rows}
    }
    for row in rows:
        value = percent_text(Decimal(row.cells["value"]) * scales[row.cells["metric"]])
        yield RawRow(row.path, row.line, {**row.cells, "value": value}, row.place)


def _encoder(path: Path) -> str:
    """Model and revision by model_meta.json beside the file, or by the folders `<org>__<model>/<revision>`."""
    meta = path.parent / "model_meta.json"
    if meta.is_file():
        content = read_input(meta, "MTEB's model_meta.json", max_bytes=1_000_000)
        found = check_model(
            meta,
            parse_json(meta, content.decode("utf-8", errors="replace"), "model_meta.json"),
            _Meta,
            "model_meta.json",
        )
        return found.name + (f"@{found.revision}" if found.revision else "")
    model, revision = path.absolute().parent.parent.name, path.absolute().parent.name
    if "__" in model and re.fullmatch(r"[0-9a-f]{7,40}|external|no_revision_available", revision):
        return model.replace("__", "/", 1) + f"@{revision}"
    return ""


IMPORTER = Importer(
    name="mteb",
    title="a result of MTEB, JSON with task_name and scores by split",
    recognises=lambda _path, head: b'"task_name"' in head and b'"scores"' in head and head.lstrip()[:1] == b"{",
    read=_read,
    holds_others=True,
)
