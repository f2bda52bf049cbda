"""Results of lm-evaluation-harness: `results_<date>.json`, with the samples beside it where they were logged.

The language is in the task's name (`xnli_de`); rows of groups average over languages and are no cell. A metric stands
as `acc,none`: its name and the filter on replies. `limit`, or fewer samples than the task has, marks a partial run.
From `samples_<task>_<date>.jsonl` in the same folder come outcomes for paired intervals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from pipeline.domain.errors import DataFormatError
from pipeline.domain.prediction import Prediction
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

_NOUN = "results of lm-evaluation-harness: results, config, n-samples"
_METRICS = {"acc": "accuracy", "f1": "f1", "exact_match": "em", "em": "em"}


class _Samples(BaseModel):
    model_config = FOREIGN
    original: int
    effective: int


class _Config(BaseModel):
    model_config = {**FOREIGN, "protected_namespaces": ()}
    model: str | None = None
    model_args: str | dict[str, object] | None = None
    model_revision: str | None = None
    limit: object = None


class _Results(BaseModel):
    model_config = {**FOREIGN, "protected_namespaces": ()}
    results: dict[str, dict[str, object]]
    groups: dict[str, object] = {}
    group_subtasks: dict[str, list[str]] = {}
    configs: dict[str, dict[str, object]] = {}
    n_samples: dict[str, _Samples] = {}
    config: _Config = _Config()
    model_name: str | None = None
    lm_eval_version: str | None = None
    git_hash: str | None = None


class _Sample(BaseModel):
    model_config = {**FOREIGN, "extra": "allow"}
    doc_id: int
    filter: str = "none"


def _read(path: Path) -> RawFile:
    text, sha256 = read_text(path, _NOUN)
    value = parse_json(path, text, _NOUN)
    if isinstance(value, dict) and "n-samples" in value:
        value = {**value, "n_samples": value["n-samples"]}
    found = check_model(path, value, _Results, _NOUN)
    groups = {name for name, tasks in found.group_subtasks.items() if tasks} | set(found.groups)
    left_out: list[str] = []
    partial: list[str] = []
    rows = [
        RawRow(path, None, {**_shared(found), **_place(found, task, partial), **cells}, f"results.{task}")
        for task, scores in found.results.items()
        for cells in _cells(task, scores, _why_left_out(task, groups, found), left_out)
    ]
    refuse_empty(path, rows, _NOUN, left_out)
    notes = [f"left out: {listed(left_out)}"] if left_out else []
    if partial:
        notes.append(f"partial runs, which never confirm a claim: {listed(partial)}")
    scaled = tuple(_scaled(rows))
    outcomes = dict(_outcomes(path, scaled))
    if outcomes:
        notes.append(f"outcomes of {len(outcomes)} cells from the samples beside it")
    return RawFile(path, sha256, scaled, tuple(notes), outcomes)


def _why_left_out(task: str, groups: set[str], found: _Results) -> str:
    """What keeps a whole task out; "" where nothing does.

    A group is also a name that others of the file begin with: older files do not say which rows are groups.
    """
    if task in groups or any(other.startswith(f"{task}_") for other in found.results if other != task):
        return "a group: an average over tasks"
    if found.config.limit not in (None, 0) and task not in found.n_samples:
        return f"limited to {found.config.limit!s:.20}, and the numbers of samples are not stated"
    return ""


def _cells(task: str, scores: Mapping[str, object], why_not: str, left_out: list[str]) -> Iterator[dict[str, str]]:
    if why_not:
        left_out.append(f"{task} ({why_not})")
        return
    by_metric: dict[str, list[tuple[str, Decimal]]] = {}
    for key, value in scores.items():
        metric, _, kept = key.partition(",")
        if metric not in _METRICS:
            continue
        if is_number(value):
            by_metric.setdefault(_METRICS[metric], []).append((kept, Decimal(str(value))))
        else:
            left_out.append(f"{metric} of {task} (no number)")
    for metric, values in by_metric.items():
        plain = [value for kept, value in values if kept in ("", "none")] or [value for _, value in values]
        if len(plain) > 1:
            left_out.append(f"{metric} of {task} ({len(plain)} values, by filters on the replies)")
        else:
            yield {"metric": metric, "value": str(plain[0])}
    if not by_metric and not any(key.partition(",")[0] in _METRICS for key in scores):
        left_out.append(f"{task} (neither {', '.join(_METRICS)})")


def _shared(found: _Results) -> dict[str, str]:
    version = found.lm_eval_version or found.git_hash or "version not stated"
    shared = {"metric_impl": f"lm-evaluation-harness {version}"}
    arguments = found.config.model_args
    if isinstance(arguments, str):
        arguments = dict(part.partition("=")[::2] for part in arguments.split(","))
    given = arguments or {}
    name = found.model_name or given.get("pretrained") or given.get("model")
    revision = found.config.model_revision or given.get("revision")
    if isinstance(name, str) and name:
        shared["encoder"] = name + (
            f"@{revision}" if isinstance(revision, str) and revision not in ("", "main") else ""
        )
    return shared


def _place(found: _Results, task: str, partial: list[str]) -> dict[str, str]:
    """Task, split and numbers of examples."""
    settings = found.configs.get(task, {})
    split = settings.get("test_split") or settings.get("validation_split")
    place = {"target": task} | ({"split": split} if isinstance(split, str) else {})
    counts = found.n_samples.get(task)
    if counts is not None:
        place |= {"n_examples": str(counts.effective), "n_available": str(max(counts.original, counts.effective))}
        if counts.effective < counts.original:
            partial.append(f"{task} ({counts.effective} of {counts.original})")
    return place


def _scaled(rows: list[RawRow]) -> Iterator[RawRow]:
    scales = {
        key: scale_of(Decimal(row.cells["value"]) for row in rows if _kind(row) == key)
        for key in {_kind(r) for r in rows}
    }
    for row in rows:
        value = percent_text(Decimal(row.cells["value"]) * scales[_kind(row)])
        yield RawRow(row.path, row.line, {**row.cells, "value": value}, row.place)


def _kind(row: RawRow) -> tuple[str, str]:
    """The family of a task, the part of its name before the language, and the metric."""
    return row.cells["target"].partition("_")[0], row.cells["metric"]


def _outcomes(path: Path, rows: tuple[RawRow, ...]) -> Iterator[tuple[int, tuple[Prediction, ...]]]:
    """Number of a row, and what the samples of its task say."""
    stem = re.fullmatch(r"results_(.+)", path.stem)
    for number, row in enumerate(rows):
        file = path.parent / f"samples_{row.cells['target']}_{stem[1] if stem else ''}.jsonl"
        if stem and re.fullmatch(r"[\w.-]{1,100}", row.cells["target"], re.ASCII) and file.is_file():
            keys = [key for key, metric in _METRICS.items() if metric == row.cells["metric"]]
            yield number, tuple(_predictions(file, keys))


def _predictions(path: Path, keys: list[str]) -> Iterator[Prediction]:
    noun = "samples of lm-evaluation-harness: doc_id and metrics, one JSON object a line"
    seen: set[int] = set()
    text, _ = read_text(path, noun)
    for line, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        sample = check_model(path, parse_json(path, row, noun, line), _Sample, noun, line)
        if sample.doc_id in seen:
            raise DataFormatError(
                path, line, f"sample {sample.doc_id} a second time", "each once; were two runs appended to one file?"
            )
        seen.add(sample.doc_id)
        extra = sample.model_extra or {}
        value = next((extra[key] for key in keys if is_number(extra.get(key))), None)
        if value is None or not 0 <= Decimal(str(value)) <= 1:
            raise DataFormatError(
                path, line, f"{value!r:.60} for {' or '.join(keys)}", "the sample's own score, 0 to 1"
            )
        yield Prediction(str(sample.doc_id), "", "", float(str(value)))


IMPORTER = Importer(
    name="lm-eval",
    title="results of lm-evaluation-harness, JSON with results and config",
    recognises=lambda path, head: (
        head.lstrip()[:1] == b"{"
        and b'"results"' in head
        and (b'"acc' in head or b'"alias"' in head or b"_stderr" in head or path.name.startswith("results_"))
    ),
    read=_read,
    holds_others=True,
)
