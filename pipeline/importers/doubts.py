"""What a person could mean, and mostly does not: refused unless `--allow NAME` says so.

| name | what is found |
|---|---|
| `fractions` | values of at most 1 where percent are expected: throughout, or beside values fifty times as large |
| `equal-seeds` | two seeds of a trained system with the same values to the digit, in two cells or more |
| `equal-splits` | dev and test of a system with the same values to the digit, in two cells or more |
| `unequal-examples` | a system and its baseline scored on different numbers of examples; such gains are left out |
| `more-examples` | more examples than the data set is said to have |
| `em-above-f1` | more exact matches than F1 in one cell; F1 counts each of them as 1 |
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from pipeline.domain.errors import DataFormatError, unknown_name
from pipeline.domain.regime import RegimeKind
from pipeline.domain.task import Split, Task, TaskType
from pipeline.experiments.declared_sizes import declared_size
from pipeline.importers.importer import CellKey, RawFile, ScoreRow

_SAME_DEV = ("xnli", "pawsx", "mlqa")  # whose printed size of the dev set holds in every language
N_TELLING = 2  # equal values in one cell alone may be chance
Find = Callable[[Sequence[ScoreRow], Mapping[str, Task]], "Doubt | None"]
Scores = Sequence[ScoreRow]


@dataclass(frozen=True, slots=True)
class Doubt:
    """The first row that is doubtful, and why."""

    row: ScoreRow
    found: str
    expected: str


def check_doubts(file: RawFile, rows: Scores, tasks: Mapping[str, Task], allowed: Collection[str]) -> None:
    """Nothing, if no doubt but those allowed is found.

    Raises:
        UnknownNameError: `allowed` holds what is no doubt.
        DataFormatError: the first doubt, with the word that allows it.
    """
    for name in allowed:
        if name not in DOUBTS:
            raise unknown_name("doubt that --allow could take back", name, DOUBTS)
    for name, find in DOUBTS.items():
        doubt = None if name in allowed else find(rows, tasks)
        if doubt is not None:
            place = "" if doubt.row.line is not None else f", {doubt.row.place}"
            expected = f"{doubt.expected}, say --allow {name}"
            raise DataFormatError(file.path, doubt.row.line, doubt.found + place, expected)


def _groups(rows: Scores, key: Callable[[ScoreRow], Any]) -> dict[Any, list[ScoreRow]]:
    found: dict[Any, list[ScoreRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _fractions(rows: Scores, tasks: Mapping[str, Task]) -> Doubt | None:  # noqa: ARG001
    """Scale, cell by cell: against the other scores of its language; where there are none, its system's others."""
    expected = "percentages of 0 to 100, not fractions; if they are percentages"
    of_task = _groups(rows, lambda row: (row.key.encoder, row.key.target, row.metric))
    beside = _groups(rows, lambda row: (row.key.encoder, row.key.target, row.metric, row.key.language))
    of_system = _groups(rows, lambda row: (row.key.encoder, row.key.target, row.metric, row.key.regime))
    for row in rows:
        key = (row.key.encoder, row.key.target, row.metric)
        if not 0.0 < row.value <= 1.0:
            continue
        found = f"{row.value:g} in column 'value'"
        if max(one.value for one in of_task[key]) <= 1.0:
            return Doubt(row, f"{found}, and no {row.metric} of {row.key.target} above 1", expected)
        others = [one for one in beside[*key, row.key.language] if one is not row]
        larger = [one for one in others if _is_fraction_beside(row.value, one.value)]
        if larger:
            return Doubt(row, f"{found} beside {larger[0].value:g} in {larger[0].place}", expected)
        system = [one.value for one in of_system[*key, row.key.regime] if one is not row]
        if not others and system and _is_fraction_beside(row.value, median(system)):
            return Doubt(row, f"{found} where the system's other languages have {median(system):g}", expected)
    return None


def _is_fraction_beside(value: float, other: float) -> bool:
    """Whether a value of at most 1 is nearer to another of more than 1 when it is taken as a fraction."""
    return other > 1.0 and abs(100.0 * value - other) < abs(value - other)


def _equal_seeds(rows: Scores, tasks: Mapping[str, Task]) -> Doubt | None:
    expected = "other values from another training (were the files of one seed copied?); if they are what was measured"
    trained = [
        row
        for row in rows
        if row.key.regime != RegimeKind.NONE.value or tasks[row.key.target].train_task is not None  # else the encoder's
    ]
    for members in _groups(trained, lambda row: (row.key.encoder, row.key.regime)).values():
        seeds = _groups(members, lambda row: row.key.seed)
        numbers = sorted(seeds)
        for place, seed in enumerate(numbers):
            for other in numbers[:place]:
                doubt = _equal(
                    seeds[seed],
                    seeds[other],
                    lambda row: (replace(row.key, seed=0), row.metric),
                    f"the same values for seed {seed} of {members[0].key.regime!r} as for seed {other}",
                    expected,
                )
                if doubt is not None:
                    return doubt
    return None


def _equal_splits(rows: Scores, tasks: Mapping[str, Task]) -> Doubt | None:  # noqa: ARG001
    expected = "other values on other examples (was one split written twice?); if they are what was measured"
    for members in _groups(rows, lambda row: (row.key.encoder, row.key.regime)).values():
        splits = _groups(members, lambda row: row.key.split)
        doubt = _equal(
            splits.get(Split.TEST, []),
            splits.get(Split.DEV, []),
            lambda row: (replace(row.key, split=Split.DEV), row.metric),
            f"the same values on test as on dev after {members[0].key.regime!r}",
            expected,
        )
        if doubt is not None:
            return doubt
    return None


def _equal(
    rows: Scores, others: Scores, key: Callable[[ScoreRow], tuple[CellKey, str]], found: str, expected: str
) -> Doubt | None:
    """A doubt where a target's values equal the others' in every cell that both have, in N_TELLING or more."""
    values = {key(row): row.value for row in others}
    for target, members in _groups([row for row in rows if key(row) in values], lambda row: row.key.target).items():
        if len(members) >= N_TELLING and all(row.value == values[key(row)] for row in members):
            return Doubt(members[0], f"{found}, in all {len(members)} cells of {target}", expected)
    shared = [row for row in rows if key(row) in values]
    if len(shared) >= N_TELLING and all(row.value == values[key(row)] for row in shared):
        return Doubt(shared[0], f"{found}, in all {len(shared)} cells", expected)
    return None


def _unequal_examples(rows: Scores, tasks: Mapping[str, Task]) -> Doubt | None:  # noqa: ARG001
    expected = "the same examples in both arms of a gain; if such cells are to be left out"
    counts = {row.key: row for row in rows}
    for row in rows:
        baseline = counts.get(replace(row.key, regime=RegimeKind.NONE.value))
        if baseline is not None and baseline.n_examples != row.n_examples:
            found = (
                f"{row.n_examples} in column 'n_examples' and {baseline.n_examples} in {baseline.place}, its baseline"
            )
            return Doubt(row, found, expected)
    return None


def _more_examples(rows: Scores, tasks: Mapping[str, Task]) -> Doubt | None:
    for row in rows:
        if row.key.split is Split.DEV and row.key.language != "en" and row.key.target not in _SAME_DEV:
            continue  # the size that is printed is the English one's
        size = declared_size(tasks[row.key.target], row.key.split, row.key.language)
        if size is not None and row.n_examples > size.n_examples:
            cell = f"{row.key.target} {row.key.split.value} in {row.key.language}"
            found = f"{row.n_examples} in column 'n_examples'"
            return Doubt(row, found, f"at most the {size.n_examples} of {cell} ({size.source}); if there are more")
    return None


def _em_above_f1(rows: Scores, tasks: Mapping[str, Task]) -> Doubt | None:
    found = {(row.key, row.metric): row for row in rows if tasks[row.key.target].task_type is TaskType.SPAN_EXTRACTION}
    for (key, metric), row in found.items():
        f1 = found.get((key, "f1"))
        if metric != "em" or f1 is None:
            continue
        rounding = 0.5 * 10.0**-row.n_decimals + 0.5 * 10.0**-f1.n_decimals
        if row.value - f1.value > rounding:
            text = f"em {row.value:g}, and f1 {f1.value:g} in {f1.place}"
            return Doubt(
                row, text, "an F1 of at least the exact match (are the two exchanged?); if they are what was measured"
            )
    return None


DOUBTS: dict[str, Find] = {
    "fractions": _fractions,
    "equal-seeds": _equal_seeds,
    "equal-splits": _equal_splits,
    "unequal-examples": _unequal_examples,
    "more-examples": _more_examples,
    "em-above-f1": _em_above_f1,
}
