"""What passes between a source that finds files and the readers of their formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import Example
from pipeline.domain.task import Split, Task
from pipeline.sources.lines import quote, read_rows


@dataclass(frozen=True, slots=True)
class CellFiles:
    """The files of one task, split and language."""

    task: Task
    split: Split
    language: str
    examples: tuple[Path, ...]  # all there, in the order of Task.folder
    gold: Path | None = None  # there
    gold_expected: Path | None = None  # where the gold labels of unlabelled examples belong


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of the files of a cell."""

    examples: tuple[Example, ...]
    labels: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    candidate_ids: tuple[str, ...] = ()
    remark: str = ""  # what was left out or changed on the way, with counts


def unlabelled(files: CellFiles) -> MissingDataError:
    """An error for examples without labels whose gold file is not there."""
    return MissingDataError(
        f"{files.examples[0]} holds no labels, and the file with its gold labels, "
        f"{files.gold_expected}, is not there; put it there or score another split"
    )


def read_gold(path: Path, labels: Sequence[str]) -> list[str]:
    """Gold labels, one a line, each checked against the closed set `labels`.

    Raises:
        DataFormatError: a line holds something else.
    """
    return [check_label(path, number, "\t".join(columns).strip(), labels) for number, columns in read_rows(path)]


def check_label(path: Path, number: int, label: str, labels: Sequence[str]) -> str:
    """`label`, if it is one of `labels`; an empty `labels` allows any.

    Raises:
        DataFormatError: it is not.
    """
    if label and (not labels or label in labels):
        return label
    raise DataFormatError(path, number, f"the label {quote(label)}", f"one of {', '.join(labels) or 'any but empty'}")


def id_prefix(files: CellFiles, path: Path) -> str:
    """Put before line numbers where a cell has several files, so that example ids stay unique."""
    if len(files.examples) == 1:
        return ""
    same_stem = sum(other.stem == path.stem for other in files.examples) > 1
    return f"{path.parent.name}-{path.stem}:" if same_stem else f"{path.stem}:"


def unique_ids(ids: Iterable[str]) -> tuple[list[str], str]:
    """The ids, each repeat marked `id#2`, `id#3`, and a remark with the number of repeats ("" if none)."""
    seen: Counter[str] = Counter()
    unique = []
    for example_id in ids:
        seen[example_id] += 1
        unique.append(example_id if seen[example_id] == 1 else f"{example_id}#{seen[example_id]}")
    n_repeats = len(unique) - len(seen)
    return unique, f"{n_repeats} of {len(unique)} ids repeat an earlier one and were numbered" if n_repeats else ""
