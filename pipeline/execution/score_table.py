"""Scores of the encoders on the way of a pretraining: score_curve.parquet, and the table of it in a card."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.store.atomic import write_atomically
from pipeline.tasks.discovery import get_task

SCORE_CURVE = "score_curve.parquet"
SCHEMA = pa.schema(
    [
        pa.field("step", pa.int32(), nullable=False),
        pa.field("tokens", pa.int64(), nullable=False),  # of masked LM, up to the step
        pa.field("task", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("metric", pa.string(), nullable=False),
        pa.field("value", pa.float64(), nullable=False),  # percent
        pa.field("chance", pa.float64()),  # percent; null: no guesser is declared
    ]
)
_PROFILE = b"crosscheck.profile"  # in the file's metadata
ABOUT = """\
## Scores on the way

Each encoder kept on the way, put through the profile `{profile}`: trained on the same English examples, then scored.
Headline metric in percent, English / mean of the other languages. Every score is in {file}.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class ScorePoint:
    """One score of one encoder on the way."""

    step: int
    tokens: int
    task: str
    language: str
    metric: str
    value: float
    chance: float | None


def write_score_curve(folder: Path, points: Sequence[ScorePoint], profile: str) -> None:
    """Put the scores beside the encoder in `folder`, in order of step, task, language and metric.

    Args:
        profile: name of the one that every encoder was put through.
    """
    ordered = sorted(points, key=lambda point: (point.step, point.task, point.language, point.metric))
    rows = pa.Table.from_pylist([dataclasses.asdict(point) for point in ordered], SCHEMA)
    rows = rows.replace_schema_metadata({_PROFILE: profile})
    write_atomically(folder / SCORE_CURVE, lambda path: pq.write_table(rows, path, compression="zstd"))


def read_score_curve(folder: Path) -> list[ScorePoint]:
    """The scores beside the encoder in `folder`; none where `curve` has not been run."""
    path = folder / SCORE_CURVE
    return [ScorePoint(**row) for row in pq.read_table(path).to_pylist()] if path.is_file() else []


def score_lines(folder: Path) -> str:
    """Markdown table of the scores: a line a step and one of random guessing, a column a task; "" without scores."""
    points = [point for point in read_score_curve(folder) if point.metric == get_task(point.task).primary_metric]
    if not points:
        return ""
    tasks = sorted({point.task for point in points})
    header = ["step", "tokens", *(f"{get_task(task).title} ({get_task(task).primary_metric})" for task in tasks)]
    lines = [header, ["---:"] * len(header)]
    for step, tokens in sorted({(point.step, point.tokens) for point in points}):
        of_step = [point for point in points if point.step == step]
        lines.append([f"{step:,}", f"{tokens:,}", *(_means(of_step, task, "value") for task in tasks)])
    last = [point for point in points if point.step == points[-1].step]
    lines.append(["random guess", "", *(_means(last, task, "chance") for task in tasks)])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    profile = (pq.read_schema(folder / SCORE_CURVE).metadata or {}).get(_PROFILE, b"unknown").decode()
    return f"{ABOUT.format(file=SCORE_CURVE, profile=profile)}\n{table}\n"


def _means(points: Iterable[ScorePoint], task: str, field: str) -> str:
    of_task = [point for point in points if point.task == task]
    english = [getattr(point, field) for point in of_task if point.language == "en"]
    others = [getattr(point, field) for point in of_task if point.language != "en"]
    return f"{_mean(english)} / {_mean(others)}"


def _mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{fmean(known):.1f}" if known else "–"
