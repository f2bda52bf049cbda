"""What several cells make of a macro mean: the weight of each, and how languages and examples move it; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.statistics.bootstrap import FloatArray, IntArray, PairedCell
from pipeline.statistics.variances import freedom_of_sum


@dataclass(frozen=True, slots=True, eq=False)
class MacroMean:
    """Cells in (task, language) order, and what the macro mean makes of each."""

    cells: tuple[PairedCell, ...]
    weights: FloatArray  # [cells] of the macro mean
    members: tuple[IntArray, ...]  # by task: places of its cells
    shares: tuple[float, ...]  # by task: part of the languages meant that is there
    languages: IntArray  # [cells] number of each cell's language

    @classmethod
    def of(
        cls,
        cells: Sequence[PairedCell],
        n_languages: Mapping[str, int] | None,
        given: Mapping[tuple[str, str], float] | None,
    ) -> MacroMean:
        """The mean over tasks of the mean over languages, or the sum with the weights given, of which none is drawn."""
        ordered = tuple(sorted(cells, key=lambda cell: (cell.task, cell.language)))
        places_of: dict[str, list[int]] = {}
        for place, cell in enumerate(ordered):
            places_of.setdefault(cell.task, []).append(place)
        weights, shares = np.zeros(len(ordered)), []
        for task, places in places_of.items():
            weights[places] = 1.0 / (len(places_of) * len(places))
            meant = None if n_languages is None else n_languages[task]
            share = 0.0 if meant is None else len(places) / max(meant, len(places))
            shares.append(1.0 if len(places) == 1 or given is not None else share)
        if given is not None:
            weights = np.array([given[cell.task, cell.language] for cell in ordered])
        numbers = {language: number for number, language in enumerate(sorted({cell.language for cell in ordered}))}
        languages = np.array([numbers[cell.language] for cell in ordered], dtype=np.int64)
        members = tuple(np.array(places) for places in places_of.values())
        return cls(ordered, weights, members, tuple(shares), languages)

    def of_languages(self, gains: FloatArray) -> tuple[FloatArray, float]:
        """[numbers] variance that a draw of languages makes, square points, and its degrees of freedom.

        Args:
            gains: [numbers, cells]
        """
        pulls = np.zeros_like(gains)  # of each cell's language on the mean
        reach = np.zeros(len(self.cells))  # the same for a language one point above the others
        for places, share in zip(self.members, self.shares, strict=True):
            n_cells = len(places)
            if share < 1.0:
                scale = ((1.0 - share) * n_cells / (n_cells - 1)) ** 0.5 * self.weights[places]
                pulls[:, places] = scale * (gains[:, places] - gains[:, places].mean(axis=1, keepdims=True))
                reach[places] = scale
        by_language = np.zeros((len(gains), int(self.languages.max()) + 1))
        np.add.at(by_language.T, self.languages, pulls.T)
        reaches = np.bincount(self.languages, weights=reach).astype(np.float64) ** 2
        return (by_language**2).sum(axis=1), max(freedom_of_sum(reaches, np.ones(len(reaches))) - 1.0, 1.0)

    def of_examples(self, moved: FloatArray, columns: IntArray, alone: FloatArray) -> FloatArray:
        """[numbers] variance that a draw of examples makes, square points.

        Args:
            moved: [numbers, columns, replicates] what the draw changes in each cell.
            columns: [cells] where each cell stands in `moved`.
            alone: [numbers, cells] the variance that each cell's own examples make in the mean.
        """
        examples = np.zeros(len(alone))
        for places, share in zip(self.members, self.shares, strict=True):
            apart = joint = alone[:, places].sum(axis=1)
            if len(places) > 1 and all(self.cells[place].is_shared for place in places):
                joint = np.matmul(self.weights[places], moved[:, columns[places]]).var(axis=1)
            examples += share * joint + (1.0 - share) * np.maximum(0.0, joint - apart)
        return examples
