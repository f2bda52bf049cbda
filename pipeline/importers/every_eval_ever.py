"""Records of Every Eval Ever (`eval.schema.json`), one JSON object or one a line; EuroEval writes its results so, too.

The scale of a score comes from min_score and max_score. What a source documents is a claim of somebody, not a run: such
scores are marked as reported, and as measured evidence never confirm. An interval whose bounds do not hold the score is
taken as offsets from it. EuroEval names the metric where others name the task, counts its repetitions as samples, and
scores subsets of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from pipeline.domain.errors import DataFormatError
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

_NOUN = "records of Every Eval Ever: schema_version, model_info, evaluation_results"
_EUROEVAL = "euroeval"


class _Interval(BaseModel):
    model_config = FOREIGN
    lower: Decimal
    upper: Decimal


class _Uncertainty(BaseModel):
    model_config = FOREIGN
    confidence_interval: _Interval | None = None
    num_samples: int | None = None


class _Details(BaseModel):
    model_config = FOREIGN
    score: Decimal
    uncertainty: _Uncertainty | None = None


class _Metric(BaseModel):
    model_config = FOREIGN
    lower_is_better: bool = False
    metric_id: str | None = None
    metric_name: str | None = None
    metric_kind: str | None = None
    metric_unit: str | None = None
    score_type: str | None = None
    min_score: Decimal | str | None = None
    max_score: Decimal | str | None = None
    metric_parameters: dict[str, object] = {}
    additional_details: dict[str, object] = {}


class _Data(BaseModel):
    model_config = FOREIGN
    dataset_name: str | None = None
    hf_split: str | None = None
    samples_number: int | None = None
    additional_details: dict[str, object] = {}


class _Result(BaseModel):
    model_config = FOREIGN
    evaluation_name: str
    source_data: _Data = _Data()
    metric_config: _Metric
    score_details: _Details


class _Model(BaseModel):
    model_config = FOREIGN
    name: str | None = None
    id: str
    additional_details: dict[str, object] = {}


class _Library(BaseModel):
    model_config = FOREIGN
    name: str = ""
    version: str = "version not stated"
    additional_details: dict[str, object] = {}


class _Source(BaseModel):
    model_config = FOREIGN
    source_type: str | None = None
    source_name: str | None = None
    source_organization_name: str | None = None


class _Record(BaseModel):
    model_config = {**FOREIGN, "protected_namespaces": ()}
    schema_version: str
    evaluation_id: str = ""
    model_info: _Model
    source_metadata: _Source = _Source()
    eval_library: _Library = _Library()
    evaluation_results: list[_Result]


def _read(path: Path) -> RawFile:
    text, sha256 = read_text(path, _NOUN)
    notes: dict[str, None] = {}
    left_out: list[str] = []
    rows = [
        row
        for line, record in _records(path, text)
        for number, result in enumerate(record.evaluation_results)
        for row in _rows(path, line, number, record, result, notes, left_out)
    ]
    refuse_empty(path, rows, _NOUN, left_out)
    if left_out:
        notes[f"left out: {listed(left_out)}"] = None
    return RawFile(path, sha256, tuple(rows), tuple(notes))


def _records(path: Path, text: str) -> Iterator[tuple[int | None, _Record]]:
    """Records with their lines; None where the file is one record over many lines."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > 1 and text.lstrip().startswith("{") and lines[0][1].rstrip().endswith("}"):
        for number, line in lines:
            yield number, check_model(path, parse_json(path, line, _NOUN, number), _Record, _NOUN, number)
        return
    value = parse_json(path, text, _NOUN)
    for one in value if isinstance(value, list) else [value]:
        yield None, check_model(path, one, _Record, _NOUN)


def _rows(
    path: Path,
    line: int | None,
    number: int,
    record: _Record,
    result: _Result,
    notes: dict[str, None],
    left_out: list[str],
) -> Iterator[RawRow]:
    is_euroeval = record.eval_library.name.lower() == _EUROEVAL
    place = f"evaluation_results.{number}"
    config, details = result.metric_config, result.score_details
    if config.lower_is_better or config.score_type in ("levels", "binary"):
        left_out.append(f"{result.evaluation_name} (lower is better, or levels)")
        return
    low, high = _bounds(path, line, place, config)
    if not low <= details.score <= high:
        found = f"score {details.score} of {place}"
        raise DataFormatError(path, line, found, f"one from {low} to {high}, as its metric_config says")
    cells = _named(result, is_euroeval=is_euroeval) | _seen(record)
    cells["value"] = percent_text((details.score - low) * 100 / (high - low))
    library = f"{record.eval_library.name or 'library not stated'} {record.eval_library.version}"
    interval = _interval(details, low, high, result.evaluation_name, notes)
    cells["metric_impl"] = library + (f"; interval {interval}" if interval else "")
    if is_euroeval:
        notes["EuroEval scores samples of its own from a data set, so the numbers of examples are not stated"] = None
        cells["n_examples"] = NOT_STATED
    else:
        cells |= _counts(result)
    if record.source_metadata.source_type == "documentation":
        cells["evidence"] = "reported"
    yield RawRow(path, line, cells, place)


def _bounds(path: Path, line: int | None, place: str, config: _Metric) -> tuple[Decimal, Decimal]:
    """Lowest and highest score of a metric.

    Raises:
        DataFormatError: they are not stated, infinite, or not in order.
    """
    unit = {"percent": Decimal(100), "proportion": Decimal(1)}.get((config.metric_unit or "").lower())
    low = config.min_score if config.min_score is not None else (Decimal(0) if unit else None)
    high = config.max_score if config.max_score is not None else unit
    if not is_number(low) or not is_number(high) or not isinstance(low, Decimal) or not isinstance(high, Decimal):
        found = f"min_score {config.min_score!s:.20} and max_score {config.max_score!s:.20} of {place}"
        raise DataFormatError(path, line, found, "two numbers, which say whether scores are fractions or percent")
    if low >= high:
        raise DataFormatError(
            path, line, f"min_score {low} and max_score {high} of {place}", "the first below the second"
        )
    return low, high


def _named(result: _Result, *, is_euroeval: bool) -> dict[str, str]:
    """Task, metric and split as the record names them, and a language where it has one."""
    config, data = result.metric_config, result.source_data
    if is_euroeval:
        metric = result.evaluation_name.removeprefix("test_")
        return {"target": data.dataset_name or "", "metric": metric, "split": "test"}
    cells = {"target": result.evaluation_name}
    named = config.metric_id or config.metric_name or config.metric_kind
    if named:
        cells["metric"] = named.rpartition("/")[2].rpartition(".")[2]
    if data.hf_split:
        cells["split"] = data.hf_split
    for details in (data.additional_details, config.metric_parameters, config.additional_details):
        for column in ("language", "split", "target", "seed", "regime", "intermediate"):
            if details.get(column) not in (None, ""):
                cells[column] = str(details[column])
    return cells


def _seen(record: _Record) -> dict[str, str]:
    """Encoder, and regime and seed where our own export wrote them."""
    cells = {"encoder": record.model_info.id}
    for column in ("regime", "intermediate", "seed"):
        if record.model_info.additional_details.get(column) not in (None, ""):
            cells[column] = str(record.model_info.additional_details[column])
    return cells


def _counts(result: _Result) -> dict[str, str]:
    """Numbers of examples: those that the score is of, else those of the data set."""
    uncertainty = result.score_details.uncertainty
    scored = uncertainty.num_samples if uncertainty else None
    held = result.source_data.samples_number
    cells = {}
    if scored or held:
        cells["n_examples"] = str(scored or held)
    if scored and held and held > scored:
        cells["n_available"] = str(held)
    return cells


def _interval(details: _Details, low: Decimal, high: Decimal, name: str, notes: dict[str, None]) -> str:
    """The interval in percent; "" where there is none."""
    interval = details.uncertainty.confidence_interval if details.uncertainty else None
    if interval is None:
        return ""
    lower, upper = interval.lower, interval.upper
    if not lower <= details.score <= upper:
        if not lower <= 0 <= upper:
            notes[f"interval of {name} ({lower} to {upper}) does not hold its score and is not kept"] = None
            return ""
        notes[f"interval of {name} ({lower} to {upper}) does not hold its score: taken as offsets from it"] = None
        lower, upper = details.score + lower, details.score + upper
    first, last = (percent_text((bound - low) * 100 / (high - low)) for bound in (lower, upper))
    return f"{first} to {last} as stated"


IMPORTER = Importer(
    name="every-eval-ever",
    title="records of Every Eval Ever or EuroEval, JSON with schema_version and evaluation_results",
    recognises=lambda _path, head: (
        b'"schema_version"' in head and (b'"evaluation_id"' in head or b'"model_info"' in head)
    ),
    read=_read,
    holds_others=True,
)
