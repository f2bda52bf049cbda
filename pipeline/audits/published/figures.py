"""Published figures as the audit compares them: labels brought to one form, rounding made explicit, rows joined."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.store.entered import is_entered
from pipeline.store.reference import ReportedScore

AVERAGE = "avg"  # in column `language`: an average as printed
SCORES = ("accuracy", "f1", "em")  # metrics in percent
_SPLITS = {"validation": "dev"}
_REPRODUCED = re.compile(r"reproduc|recomput|reimplement|\bre-?run|user run|\bour\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure; `metric`, `split` and `setting` in the form in which figures are compared."""

    printed: ReportedScore
    metric: str  # without what stands in brackets; an unstated one is the task's default where the source names it
    split: str
    setting: str  # an unstated one counts as zero-shot, the benchmark's own
    half_unit: float  # half of the last digit that the table prints, in points

    @property
    def value(self) -> float:
        """Percent, or points."""
        return self.printed.value

    @property
    def language(self) -> str:
        """Two-letter code, or AVERAGE."""
        return self.printed.language

    @property
    def is_setting_stated(self) -> bool:
        """Whether the source says how the system was trained."""
        return bool(self.printed.setting)

    @property
    def is_metric_stated(self) -> bool:
        """Whether the source names the metric."""
        return not self.printed.metric.startswith("score")


@dataclass(frozen=True, slots=True)
class Key:
    """What two rows must share to be comparable."""

    encoder: str
    setting: str
    task: str
    metric: str
    split: str


@dataclass(frozen=True)
class Row:
    """The figures of one system in one source, by language."""

    source: str
    table: str  # first table that holds a part of it
    system: str
    key: Key
    figures: Mapping[str, Figure] = field(hash=False)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages with a figure, in printed order, the average left out."""
        return tuple(language for language in self.figures if language != AVERAGE)

    @property
    def average(self) -> Figure | None:
        """The average as printed."""
        return self.figures.get(AVERAGE)

    @property
    def is_reproduction(self) -> bool:
        """Whether the source says that somebody ran the system again."""
        return bool(_REPRODUCED.search(self.system))

    def values(self, languages: Iterable[str]) -> list[float]:
        """Printed values in that order."""
        return [self.figures[language].value for language in languages]


def read_figures(scores: Sequence[ReportedScore], *, is_as_typed: bool = False) -> tuple[Figure, ...]:
    """Every figure with comparable labels and its rounding, in the same order.

    Trailing zeros are lost in some sources ("80" for 80.0), so a figure has at least as many decimals as half of its
    table's figures have. Those that a reader entered count as typed.

    Args:
        is_as_typed: each figure has the decimals that it shows, as those of imports, which mix several sources.
    """
    decimals: dict[tuple[str, str], list[int]] = defaultdict(list)
    for score in scores:
        decimals[score.source_id, score.table_or_section].append(_decimals(score.value_text))
    usual = {
        table: sorted(counts)[len(counts) // 2]
        for table, counts in decimals.items()
        if not is_as_typed and not is_entered(table[0])
    }
    return tuple(
        Figure(
            score,
            _metric(score.metric),
            _split(score.split),
            score.setting or "zero-shot",
            0.5 * 10 ** -max(_decimals(score.value_text), usual.get((score.source_id, score.table_or_section), 0)),
        )
        for score in scores
    )


def join_rows(figures: Iterable[Figure]) -> tuple[Row, ...]:
    """Figures of one system, key and source as one row, across tables; separated by table where they stand twice."""
    whole: dict[tuple[str, str, Key], list[Figure]] = defaultdict(list)
    for figure in figures:
        whole[figure.printed.source_id, figure.printed.system, key_of(figure)].append(figure)
    return tuple(row for members in whole.values() for row in _parted(members))


def key_of(figure: Figure) -> Key:
    """What another figure must share to be comparable, the language apart."""
    return Key(figure.printed.encoder, figure.setting, figure.printed.task, figure.metric, figure.split)


def _parted(members: Sequence[Figure]) -> list[Row]:
    if max(Counter(figure.language for figure in members).values()) == 1:
        return [_row(members)]
    tables: dict[str, list[list[Figure]]] = defaultdict(lambda: [[]])
    for figure in members:
        parts = tables[figure.printed.table_or_section]
        if any(other.language == figure.language for other in parts[-1]):
            parts.append([])  # a table with two rows of one name
        parts[-1].append(figure)
    return [_row(part) for parts in tables.values() for part in parts]


def _row(members: Sequence[Figure]) -> Row:
    first = members[0].printed
    by_language = {figure.language: figure for figure in members}
    return Row(first.source_id, first.table_or_section, first.system, key_of(members[0]), by_language)


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _metric(label: str) -> str:
    bare, _, remark = label.partition(" (")
    default = re.search(r"task default (\w+)", remark)
    return default[1].lower() if default else bare.strip().lower()


def _split(label: str) -> str:
    bare = label.partition(" (")[0].strip().lower()
    return _SPLITS.get(bare, bare)
