"""What the audit of published figures reports: kinds, findings, their cells and their rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.audits.published.figures import Figure
from pipeline.store.entered import FIRST_ID


class DiscrepancyKind(StrEnum):
    """Kinds of findings."""

    OUT_OF_RANGE = "out_of_range"
    METRIC_ORDER = "metric_order"
    SWAPPED_AVERAGES = "swapped_averages"
    AVERAGE_OF_LANGUAGES = "average_of_languages"
    AVERAGE_OF_TASKS = "average_of_tasks"
    GAIN = "gain"
    COUNT = "count"
    SINGLE_CELL = "single_cell"
    PERMUTED_ROW = "permuted_row"
    COLUMN_ORDER = "column_order"
    METRIC_LABEL = "metric_label"
    SPLIT_LABEL = "split_label"
    SETTING_LABEL = "setting_label"
    ENCODER_LABEL = "encoder_label"
    TWO_AVERAGES = "two_averages"
    SOURCE_CONFLICT = "source_conflict"
    REPRODUCTION_GAP = "reproduction_gap"
    SPLIT_GAP = "split_gap"
    SHARE = "share"
    CONFUSION_MATRIX = "confusion_matrix"
    SETTING_MIX = "setting_mix"
    TRAINING_DATA = "training_data"
    DATASET_SIZE = "dataset_size"
    PARAMETERS = "parameters"


IMPOSSIBLE, MISLABELLED, DIFFERENT = 1, 2, 3
TIERS = {
    IMPOSSIBLE: "cannot all be right",
    MISLABELLED: "a label, a column or a copy is wrong",
    DIFFERENT: "printed differently; what is not printed may explain it",
}
TIER_OF = {
    DiscrepancyKind.OUT_OF_RANGE: IMPOSSIBLE,
    DiscrepancyKind.METRIC_ORDER: IMPOSSIBLE,
    DiscrepancyKind.SWAPPED_AVERAGES: IMPOSSIBLE,
    DiscrepancyKind.AVERAGE_OF_LANGUAGES: IMPOSSIBLE,
    DiscrepancyKind.AVERAGE_OF_TASKS: IMPOSSIBLE,
    DiscrepancyKind.GAIN: IMPOSSIBLE,
    DiscrepancyKind.COUNT: IMPOSSIBLE,
    DiscrepancyKind.SINGLE_CELL: MISLABELLED,
    DiscrepancyKind.PERMUTED_ROW: MISLABELLED,
    DiscrepancyKind.COLUMN_ORDER: MISLABELLED,
    DiscrepancyKind.METRIC_LABEL: MISLABELLED,
    DiscrepancyKind.SPLIT_LABEL: MISLABELLED,
    DiscrepancyKind.SETTING_LABEL: MISLABELLED,
    DiscrepancyKind.ENCODER_LABEL: MISLABELLED,
    DiscrepancyKind.TWO_AVERAGES: MISLABELLED,
    DiscrepancyKind.SOURCE_CONFLICT: DIFFERENT,
    DiscrepancyKind.REPRODUCTION_GAP: DIFFERENT,
    DiscrepancyKind.SPLIT_GAP: DIFFERENT,
    DiscrepancyKind.SHARE: DIFFERENT,
    DiscrepancyKind.CONFUSION_MATRIX: DIFFERENT,
    DiscrepancyKind.SETTING_MIX: DIFFERENT,
    DiscrepancyKind.TRAINING_DATA: DIFFERENT,
    DiscrepancyKind.DATASET_SIZE: DIFFERENT,
    DiscrepancyKind.PARAMETERS: DIFFERENT,
}
COUNTED = frozenset({DiscrepancyKind.COUNT, DiscrepancyKind.DATASET_SIZE, DiscrepancyKind.PARAMETERS})


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a finding: printed, or computed by the audit from printed ones."""

    source: str
    place: str  # table or section
    system: str
    task: str
    language: str
    metric: str
    split: str
    setting: str
    value: float
    value_text: str  # as printed; two decimals where it is computed
    is_computed: bool = False
    reported_id: int | None = None  # row of reported_scores; None: computed, or from another file


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One finding."""

    kind: DiscrepancyKind
    sentence: str
    cells: tuple[Cell, ...]
    size: float  # points, or counted things, by which the numbers differ; 0: they are equal where they must not be
    rounding: float  # the most that rounding alone explains, same unit
    encoder: str = ""

    @property
    def tier(self) -> int:
        """IMPOSSIBLE, MISLABELLED or DIFFERENT."""
        return TIER_OF[self.kind]

    @property
    def strength(self) -> float:
        """Points beyond rounding; of counted things, the difference in percent of the largest count."""
        if self.kind in COUNTED:
            return 100 * self.size / max(cell.value for cell in self.cells)
        return max(self.size - self.rounding, 0.0)


def ranked(findings: Sequence[Discrepancy]) -> tuple[Discrepancy, ...]:
    """What cannot be first, then by strength; ties by sentence, so that the order of the input does not matter."""
    return tuple(
        sorted(findings, key=lambda found: (found.tier, -round(found.strength, 6), found.kind, found.sentence))
    )


def cell_of(figure: Figure) -> Cell:
    """The cell of a printed figure, with its labels as printed."""
    printed = figure.printed
    return Cell(
        source=printed.source_id,
        place=printed.table_or_section,
        system=printed.system,
        task=printed.task,
        language=printed.language,
        metric=printed.metric,
        split=printed.split,
        setting=printed.setting,
        value=printed.value,
        value_text=printed.value_text,
        reported_id=printed.reported_id if 0 < printed.reported_id < FIRST_ID else None,  # imported, entered by hand
    )


def computed_cell(like: Figure, value: float, place: str) -> Cell:
    """A number that the audit worked out where the source prints `like`, or nothing.

    Args:
        place: how it was worked out.
    """
    return replace(
        cell_of(like), place=place, value=value, value_text=f"{value:.2f}", is_computed=True, reported_id=None
    )
