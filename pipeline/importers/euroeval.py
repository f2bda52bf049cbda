"""Records of EuroEval before it wrote those of Every Eval Ever: one JSON object a line with dataset, model and results.

`results.total` holds `test_<metric>` in percent, `results.raw` one entry a repetition; those become seeds. EuroEval
draws the examples of each repetition from a sample of its own, so that their number is not stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from pipeline.importers.foreign import (
    FOREIGN,
    check_model,
    is_number,
    parse_json,
    percent_text,
    read_text,
    refuse_empty,
)
from pipeline.importers.importer import NOT_STATED, Importer, RawFile, RawRow
from pipeline.importers.names import listed

_NOUN = "records of EuroEval: dataset, model and results, one JSON object a line"


class _Scores(BaseModel):
    model_config = FOREIGN
    raw: object = None
    total: dict[str, object] = {}


class _Record(BaseModel):
    model_config = {**FOREIGN, "protected_namespaces": ()}
    dataset: str
    model: str
    results: _Scores
    euroeval_version: str | None = None
    scandeval_version: str | None = None
    validation_split: bool | None = None


def _read(path: Path) -> RawFile:
    text, sha256 = read_text(path, _NOUN)
    left_out: list[str] = []
    rows = [
        RawRow(path, line, cells)
        for line, one in enumerate(text.split("\n"), start=1)
        if one.strip()
        for cells in _cells(check_model(path, parse_json(path, one, _NOUN, line), _Record, _NOUN, line), left_out)
    ]
    refuse_empty(path, rows, _NOUN, left_out)
    notes = ["EuroEval scores samples of its own from a data set, so the numbers of examples are not stated"]
    if left_out:
        notes.append(f"left out: {listed(left_out)}")
    return RawFile(path, sha256, tuple(rows), tuple(notes))


def _cells(record: _Record, left_out: list[str]) -> Iterator[dict[str, str]]:
    version = record.euroeval_version or record.scandeval_version or "version not stated"
    shared = {
        "encoder": record.model,
        "target": record.dataset,
        "split": "validation" if record.validation_split else "test",
        "metric_impl": f"EuroEval {version}",
        "n_examples": NOT_STATED,
    }
    for seed, scores in _repetitions(record.results):
        for key, value in scores.items():
            metric = key.removeprefix("test_")
            if metric.endswith("_se") or metric == "num_failed_instances" or not key.startswith("test_"):
                continue
            if metric not in ("f1", "em", "accuracy"):
                left_out.append(f"{metric} of {record.dataset}")
            elif is_number(value):
                yield {**shared, **seed, "metric": metric, "value": percent_text(Decimal(str(value)))}
            else:
                left_out.append(f"{metric} of {record.dataset} (no number)")


def _repetitions(results: _Scores) -> list[tuple[dict[str, str], Mapping[str, object]]]:
    """The scores of each repetition, which `raw` has as a list, or as a list below "test"; else their mean."""
    raw = results.raw.get("test") if isinstance(results.raw, dict) else results.raw
    if isinstance(raw, list) and raw and all(isinstance(one, dict) for one in raw):
        named = [
            {key if key.startswith("test_") else f"test_{key}": value for key, value in one.items()} for one in raw
        ]
        return [({"seed": str(seed)}, scores) for seed, scores in enumerate(named)]
    return [({}, results.total)]


IMPORTER = Importer(
    name="euroeval",
    title="records of EuroEval, JSON lines with dataset, model and results",
    recognises=lambda _path, head: (
        b'"dataset"' in head and b'"model"' in head and b'"results"' in head and b'"schema_version"' not in head
    ),
    read=_read,
    holds_others=True,
)
