"""Scores of a model card on the Hugging Face hub: `model-index` in the head of README.md, or a file of `.eval_results`.

Such figures are what the card's author says: they are marked as reported unless the hub has verified them, and as
measured evidence never confirm. Whether a value is a fraction or percent is decided for each entry, since cards mix
both: up to 1 it is a fraction, and the notes say so. "20.0 ± 1.2" is read as 20.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pydantic import BaseModel

from pipeline.claims.registry.yaml_file import parse_yaml
from pipeline.domain.errors import DataFormatError
from pipeline.importers.foreign import FOREIGN, check_model, percent_text, read_text, refuse_empty
from pipeline.importers.importer import Importer, RawFile, RawRow
from pipeline.importers.names import listed

_NOUN = "a model card whose head holds model-index, or a file of .eval_results"
_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_VALUE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*(?:(?:±|\+/-)\s*\d+(?:\.\d+)?\s*%?)?\s*")


class _Dataset(BaseModel):
    model_config = FOREIGN
    name: str | None = None
    type: str | None = None
    config: str | None = None
    split: str | None = None
    args: object = None
    id: str | None = None
    task_id: str | None = None


class _Metric(BaseModel):
    model_config = FOREIGN
    type: str
    value: object = None
    name: str | None = None
    verified: bool | None = None
    verifyToken: str | None = None  # noqa: N815 - the hub's spelling


class _Result(BaseModel):
    model_config = FOREIGN
    dataset: _Dataset
    metrics: list[_Metric]


class _Entry(BaseModel):
    model_config = FOREIGN
    name: str
    results: list[_Result] = []


class _Card(BaseModel):
    model_config = {**FOREIGN, "populate_by_name": True}
    model_index: list[_Entry]


class _EvalResult(BaseModel):
    model_config = FOREIGN
    dataset: _Dataset
    value: object
    verifyToken: str | None = None  # noqa: N815
    notes: str | None = None


def _read(path: Path) -> RawFile:
    text, sha256 = read_text(path, _NOUN)
    found = _HEAD.match(text)
    if path.suffix.lower() == ".md" and found is None:
        raise DataFormatError(path, 1, "no head between two lines of ---", _NOUN)
    content = parse_yaml(path, found[1] if found else text, _NOUN).content
    notes: dict[str, None] = {}
    left_out: list[str] = []
    rows = list(_rows(path, content, notes, left_out))
    refuse_empty(path, rows, _NOUN, left_out)
    if left_out:
        notes[f"left out: {listed(left_out)}"] = None
    return RawFile(path, sha256, tuple(rows), tuple(notes))


def _rows(path: Path, content: object, notes: dict[str, None], left_out: list[str]) -> Iterator[RawRow]:
    if isinstance(content, list):
        for number, one in enumerate(content):
            single = check_model(path, one, _EvalResult, _NOUN)
            place = f"{number}"
            value = _percent(path, place, single.value, notes, left_out)
            if value is not None:
                cells = _named(single.dataset) | {"value": value} | _claimed(bool(single.verifyToken))
                yield RawRow(path, None, cells, place)
        return
    index = content.get("model-index") if isinstance(content, dict) else None
    if index is None:
        raise DataFormatError(path, None, "no key model-index", _NOUN)
    card = check_model(path, {"model_index": index}, _Card, _NOUN)
    for entry in card.model_index:
        for at, result in enumerate(entry.results):
            for metric in result.metrics:
                place = f"model-index {entry.name} results.{at} {metric.type}"
                value = _percent(path, place, metric.value, notes, left_out)
                if value is not None:
                    verified = bool(metric.verified and metric.verifyToken)
                    cells = {"encoder": entry.name, **_named(result.dataset), "metric": metric.type, "value": value}
                    yield RawRow(path, None, cells | _claimed(verified), place)


def _named(dataset: _Dataset) -> dict[str, str]:
    """Task, language and split as the card names them; the language usually stands in the configuration."""
    name = dataset.name or dataset.task_id or dataset.id or dataset.type or ""
    cells = {"target": name}
    config = dataset.config or (dataset.args if isinstance(dataset.args, str) else None)
    if isinstance(dataset.args, dict):
        for column in ("language", "seed", "regime", "intermediate", "n_examples", "n_available"):
            if dataset.args.get(column) not in (None, ""):
                cells[column] = str(dataset.args[column])
    elif config and config != name:
        cells["language"] = config
    if dataset.split:
        cells["split"] = dataset.split
    return cells


def _claimed(is_verified: bool) -> dict[str, str]:
    return (
        {"metric_impl": "verified by the hub"}
        if is_verified
        else {"metric_impl": "as the card says", "evidence": "reported"}
    )


def _percent(path: Path, place: str, value: object, notes: dict[str, None], left_out: list[str]) -> str | None:
    """A value in percent; None where the card gives none."""
    if value is None:
        left_out.append(f"{place} (no value)")
        return None
    found = _VALUE.fullmatch(str(value)) if not isinstance(value, bool) else None
    try:
        number = Decimal(found[1]) if found else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite() or number < 0:
        raise DataFormatError(path, None, f"value {value!r:.60} of {place:.80}", "a number, or one such as 20.0 ± 1.2")
    if number > 1 or (found and found[2]):
        return percent_text(number)
    notes[f"{number} of {place:.80} is taken as a fraction: {percent_text(number * 100)} percent"] = None
    return percent_text(number * 100)


IMPORTER = Importer(
    name="model-index",
    title="a model card of the Hugging Face hub with model-index, or a file of .eval_results",
    recognises=lambda path, head: (
        (path.suffix.lower() == ".md" and b"model-index" in head)
        or (path.suffix.lower() in (".yaml", ".yml") and (b"model-index" in head or b"task_id" in head))
    ),
    read=_read,
    holds_others=True,
)
