"""Scores on described benchmarks, taken out of a file beside those on registered tasks, and checked.

Nothing here trains such a task, so a score is of a system as it is: no regime, no outcomes. What a score can be, and in
which direction it is better, the benchmark's file says.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.domain.benchmark import AVERAGE, BenchmarkMetric, Benchmarks, BenchmarkTask, MetricKind
from pipeline.domain.errors import DataFormatError, unknown_name
from pipeline.domain.evidence import EvidenceKind
from pipeline.domain.names import METRICS, SPLITS, Names, bare
from pipeline.domain.prediction import Prediction
from pipeline.domain.regime import RegimeKind
from pipeline.domain.task import TaskRole
from pipeline.importers.checks import ENCODER, FINEST, MAX_EXAMPLES, MAX_SEEDS, whole
from pipeline.importers.importer import COLUMNS, NOT_STATED, RawFile, RawRow
from pipeline.store.benchmark_scores import BenchmarkScore
from pipeline.store.reference import value_fault

CLAIMED = "claimed: "  # before the benchmark of scores that are no runs
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,40})?", re.ASCII)
_FRACTIONS, _MORE, _EM = "fractions", "more-examples", "em-above-f1"  # doubts, as of registered tasks


def part(raw: RawFile, benchmarks: Benchmarks, names: Names, *, holds_others: bool) -> tuple[RawFile, RawFile]:
    """The rows on registered tasks, or on none; and those on described ones, named by their key.

    Args:
        holds_others: rows on unknown tasks are left out later on, so that none is taken for a slip.

    Raises:
        DataFormatError: a task that is none, and nearer to a described one than to a registered one.
    """
    tasks = benchmarks.importable
    ours: list[RawRow] = []
    described: list[RawRow] = []
    outcomes: dict[int, tuple[Prediction, ...]] = {}
    for number, row in enumerate(raw.rows):
        text = row.cells.get("target", "")
        found = _task(text, tasks, names)
        if found is None and not holds_others:
            _check_slip(row, text, tasks, names)
        if found is not None and holds_others and not _has_metric(row, tasks[found]):
            found = None  # left out later on, as are other metrics of registered tasks
        if found is not None:
            described.append(replace(row, cells={**row.cells, "target": found}))
            continue
        if number in raw.outcomes:
            outcomes[len(ours)] = raw.outcomes[number]
        ours.append(row)
    return replace(raw, rows=tuple(ours), outcomes=outcomes), RawFile(raw.path, raw.sha256, tuple(described))


def _task(text: str, tasks: Mapping[str, BenchmarkTask], names: Names) -> str | None:
    if text in tasks:
        return text
    if names.task(text) is not None or names.task_and_language(text) is not None:
        return None
    wanted = bare(text)
    found = [
        key
        for key, task in tasks.items()
        if wanted in {bare(key), bare(f"{task.benchmark_title} {task.title}"), *map(bare, task.names)}
    ] or [key for key, task in tasks.items() if wanted == bare(task.title)]
    return found[0] if wanted and len(found) == 1 else None


def _has_metric(row: RawRow, task: BenchmarkTask) -> bool:
    text = row.cells.get("metric", "")
    return not text or _metric(text, task) is not None


def _check_slip(row: RawRow, text: str, tasks: Mapping[str, BenchmarkTask], names: Names) -> None:
    targets = [name for name, task in names.tasks.items() if task.role is TaskRole.TARGET]
    if names.task(text) is not None or names.task_and_language(text) is not None or text in targets:
        return
    near = difflib.get_close_matches(text, [*targets, *tasks], n=1)
    if near and near[0] in tasks:
        raise row.fault("target", f"a task that is registered or described: {unknown_name('task', text, near)}")


@dataclass(frozen=True, slots=True)
class Described:
    """Sound scores on described benchmarks, in file order."""

    scores: tuple[BenchmarkScore, ...] = ()
    notes: tuple[str, ...] = ()


NOTHING = Described()


def check_described(
    file: RawFile,
    benchmarks: Benchmarks,
    names: Names,
    *,
    allowed: Collection[str] = (),
    stated: str | None = None,
) -> Described:
    """Every score of a file, each part checked.

    Args:
        file: rows on described tasks, with every column that the file or the person states.
        allowed: names of doubts that the person takes back.
        stated: benchmark that the person names; it must be that of every row.

    Raises:
        DataFormatError: the first fault, with file, line, value and what was expected.
    """
    tasks, said = benchmarks.importable, dict[str, None]()
    for row in file.rows if stated is not None else ():
        own = tasks[row.cells["target"]]
        if bare(stated or "") not in (bare(own.benchmark), bare(own.benchmark_title)):
            expected = f"a task of {stated!r:.60}, as --benchmark says; import what is of {own.benchmark_title} apart"
            raise row.fault("target", expected)
    rows = [_named(row, tasks[row.cells["target"]], names, said) for row in file.rows]
    scores = tuple(_score(row, tasks[row.cells["target"]], allowed) for row in rows)
    _check_once(rows, scores)
    if _FRACTIONS not in allowed:
        _check_scale(rows, scores, tasks)
    if _EM not in allowed:
        _check_em(rows, scores)
    for row, score in zip(rows, scores, strict=True):
        is_share = tasks[score.task].metrics[score.metric].kind is MetricKind.SHARE and score.language != AVERAGE
        if is_share and score.n_examples:
            _check_share(row, score)
    notes = [f"read as ours: {'; '.join(said)}"] if said else []
    lower = sorted({tasks[one.task].metrics[one.metric].title for one in scores
                    if tasks[one.task].metrics[one.metric].is_lower_better})  # fmt: skip
    if lower:
        notes.append(f"lower is better: {', '.join(lower)}")
    return Described(scores, tuple(notes))


def _named(row: RawRow, task: BenchmarkTask, names: Names, said: dict[str, None]) -> RawRow:
    """The row with names as people have them read as the file of the benchmark has them."""
    cells = dict(row.cells)
    if "language" not in cells and len(task.languages) == 1:
        cells["language"] = task.languages[0]  # the only one that there is
    if "metric" not in cells and len(task.metrics) == 1:
        cells["metric"] = next(iter(task.metrics))
    found = {
        "language": _language(cells.get("language", ""), task, names),
        "metric": _metric(cells.get("metric", ""), task),
        "split": cells.get("split", "") if cells.get("split") in task.splits else _split(cells.get("split", "")),
    }
    for column, new in found.items():
        old = cells.get(column, "")
        if new is not None and old and new != old:
            said[f"{old} as {new}"] = None
            cells[column] = new
    return replace(row, cells=cells)


def _language(text: str, task: BenchmarkTask, names: Names) -> str | None:
    if text in task.languages:
        return text
    if not task.has_pairs:
        return names.language(text)
    parts = [part for part in re.split(r"[^\w]+|_", text.lower()) if part]
    codes = [names.language(part) or part for part in parts]
    pair = "-".join(codes)
    return pair if len(parts) == 2 and pair in task.languages else None


def _metric(text: str, task: BenchmarkTask) -> str | None:
    wanted = METRICS.get(bare(text), bare(text))
    found = [key for key, one in task.metrics.items() if bare(wanted) in (bare(key), bare(one.title))]
    return text if text in task.metrics else found[0] if wanted and len(found) == 1 else None


def _split(text: str) -> str | None:
    found = SPLITS.get(text.strip().lower())
    return None if found is None else found.value


def _score(row: RawRow, task: BenchmarkTask, allowed: Collection[str]) -> BenchmarkScore:
    for column in COLUMNS:
        if column not in row.cells and column != "n_examples":
            raise row.fault(column, f"a value; this format does not state it, so say --set {column}=VALUE")
    if not ENCODER.fullmatch(row.cells["encoder"]):
        raise row.fault("encoder", "a name of letters, digits and ./+-_:@() of at most 128 characters")
    if row.cells["regime"] != RegimeKind.NONE.value or row.cells["intermediate"]:
        column = "regime" if row.cells["regime"] != RegimeKind.NONE.value else "intermediate"
        expected = "'none'" if column == "regime" else "nothing"
        raise row.fault(
            column,
            f"{expected}, since {task.benchmark_title} is described and not trained here, so that no gain over a "
            "baseline can be judged on it; say in `encoder` how the system was made, and compare it with another one",
        )
    for column, noun, known in (
        ("language", "pair" if task.has_pairs else "language", task.languages),
        ("metric", "metric", task.metrics),
        ("split", "split", task.splits),
    ):
        if row.cells[column] not in known:
            raise row.fault(column, str(unknown_name(f"{noun} of {task.task}", row.cells[column], known)))
    metric = task.metrics[row.cells["metric"]]
    text = row.cells["value"]
    if not _NUMBER.fullmatch(text):
        raise row.fault("value", f'a number such as "27.3" ({metric.title}: {metric.range_words})')
    fault = value_fault(float(text), text, task.task, metric)
    if fault is not None:
        raise row.fault("value", fault[1])
    return _counted(row, task, metric, allowed)


def _counted(row: RawRow, task: BenchmarkTask, metric: BenchmarkMetric, allowed: Collection[str]) -> BenchmarkScore:
    """The score with how many examples it is of: as the file or the person says, else as the benchmark's file does."""
    is_average = row.cells["language"] == AVERAGE
    size = 0 if is_average else task.sizes.get((row.cells["split"], metric.metric), 0)
    n = size
    if "n_examples" in row.cells:
        stated = row.cells["n_examples"]
        n = 0 if stated == NOT_STATED else whole(row, "n_examples", least=1, most=MAX_EXAMPLES)
    if size and n > size and _MORE not in allowed:
        cell = f"{task.task} {row.cells['split']}"
        raise row.fault("n_examples", f"at most the {size} of {cell}; if there are more, say --allow {_MORE}")
    n_available = whole(row, "n_available", least=n) if row.cells.get("n_available") else max(n, size)
    n_seeds = whole(row, "n_seeds", least=1, most=MAX_SEEDS) if row.cells.get("n_seeds") else 1
    is_claim = row.cells.get("evidence") == EvidenceKind.REPORTED.value
    return BenchmarkScore(
        benchmark=f"{CLAIMED if is_claim else ''}{task.benchmark_title}",
        encoder=row.cells["encoder"],
        seed=whole(row, "seed", least=0),
        task=task.task,
        language=row.cells["language"],
        split=row.cells["split"],
        metric=metric.metric,
        value=float(row.cells["value"]),
        value_text=row.cells["value"],
        n_examples=n,
        n_seeds=n_seeds,
        n_available=n_available if n else 0,
    )


def _check_share(row: RawRow, found: BenchmarkScore) -> None:
    """A share of right answers is k of n for a whole k, give or take one unit of the last printed place."""
    unit = max(Decimal(1).scaleb(-len(found.value_text.partition(".")[2])), FINEST)
    n_answers = found.n_examples * found.n_seeds
    nearest = Decimal(100 * round(found.value * n_answers / 100)) / n_answers
    if abs(nearest - Decimal(found.value_text)) > unit:
        seeds = f" and {found.n_seeds} seeds" if found.n_seeds > 1 else ""
        more = "; if it is a mean over several seeds, say how many in column n_seeds" if found.n_seeds == 1 else ""
        raise row.fault(
            "value", f"a share of right answers of {found.n_examples} examples{seeds}; "
            f"the nearest is {float(nearest):.6g}{more}"
        )  # fmt: skip


def _cell(score: BenchmarkScore) -> tuple[str, int, str, str, str]:
    return score.encoder, score.seed, score.task, score.language, score.split


def _place(row: RawRow) -> str:
    return f"line {row.line}" if row.line is not None else row.place


def _check_once(rows: Sequence[RawRow], scores: Sequence[BenchmarkScore]) -> None:
    seen: dict[object, RawRow] = {}
    for row, score in zip(rows, scores, strict=True):
        first = seen.setdefault((_cell(score), score.metric), row)
        if first is not row:
            raise DataFormatError(row.path, row.line, f"the same cell and metric as in {_place(first)}", "each once")


def _check_scale(rows: Sequence[RawRow], scores: Sequence[BenchmarkScore], tasks: Mapping[str, BenchmarkTask]) -> None:
    """Fractions where the metric is counted in hundreds: no value of the file above 1."""
    largest: dict[tuple[str, str], float] = {}
    for score in scores:
        key = (score.task, score.metric)
        largest[key] = max(largest.get(key, 0.0), abs(score.value))
    for row, score in zip(rows, scores, strict=True):
        metric = tasks[score.task].metrics[score.metric]
        if 0 < abs(score.value) <= 1 >= largest[score.task, score.metric] and metric.high > 1:
            raise row.fault(
                "value", f"{metric.title} of {metric.range_words}, not a fraction (no {metric.metric} of "
                f"{score.task} is above 1 here); if it is what was measured, say --allow {_FRACTIONS}"
            )  # fmt: skip


def _check_em(rows: Sequence[RawRow], scores: Sequence[BenchmarkScore]) -> None:
    f1 = {_cell(score): (row, score) for row, score in zip(rows, scores, strict=True) if score.metric == "f1"}
    for row, score in zip(rows, scores, strict=True):
        other = f1.get(_cell(score))
        if score.metric != "em" or other is None:
            continue
        rounding = sum(0.5 * 10.0 ** -len(one.value_text.partition(".")[2]) for one in (score, other[1]))
        if score.value - other[1].value > rounding:
            raise row.fault(
                "value", f"an exact match of at most the F1, {other[1].value_text} in {_place(other[0])} (are the two "
                f"exchanged?); if they are what was measured, say --allow {_EM}"
            )  # fmt: skip
