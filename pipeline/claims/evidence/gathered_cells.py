"""The cells of a body of runs that a reading of a claim takes, paired with their baseline or rival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.pairing import GainRow, Pairing, gains_over_baseline, gains_over_rival, pair_predictions
from pipeline.claims.registry.interpretations import Reading, claimed_split
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.statistics.bootstrap import PairedCell
from pipeline.statistics.intervals import macro_gain

Candidates = Mapping[str, Mapping[str, Sequence[PairedCell]]]  # by task, then by regime: cells on the evaluated split
BENCHMARKS = {"xtreme_folder": "XTREME (folder)", "hub": "XTREME (hub)", "generated": "Mini-XTREME"}


@dataclass(frozen=True, slots=True)
class Body:
    """One encoder on one source under one profile."""

    profile: str
    encoder: str
    source: str
    source_digest: str

    @property
    def benchmark(self) -> str:
        """Name of the benchmark that the source holds; a source without such a name is named itself."""
        return BENCHMARKS.get(self.source, self.source)


def measured_bodies(answers: Answers) -> list[Body]:
    """Everything that has runs on target tasks."""
    return [Body(**row) for row in answers.rows("measured_bodies")]


def needed_cells(claim: Claim, languages: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(task, language) of every cell the claim covers; language "*" for a task that is not registered."""
    return [(task, language) for task in claim.tasks for language in languages.get(task, ("*",))]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is read for one target task."""

    task: str
    split: str
    regime: str
    candidates: tuple[str, ...]  # regimes that were scored on that split
    selection_split: str  # on which the regime was chosen

    def takes(self, row: GainRow) -> bool:
        """Whether `row` belongs to the choice."""
        return (row.task, row.split, row.regime) == (self.task, self.split, self.regime)


def choose(
    claim: Claim, rows: Sequence[GainRow], benchmark_splits: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Choice]:
    """A choice for each task with gains, by task.

    The claimed split is taken where the task has gains on it, else the other. Of several regimes the one with the
    highest mean gain wins, on dev where every candidate has dev gains, else on the evaluated split; of equal ones
    the first by name. Means are over the languages that all candidates have on the split of the choice.

    Args:
        benchmark_splits: that the benchmark has of each task; None: dev and test of all.
    """
    choices = {}
    for task in claim.tasks:
        own = [row for row in rows if row.task == task]
        wanted = claimed_split(claim, task, benchmark_splits or {})
        splits = sorted({row.split for row in own}, key=lambda split: (split != wanted, split))
        if splits:
            choices[task] = _choose_regime(task, splits[0], own)
    return choices


def _choose_regime(task: str, split: str, rows: Sequence[GainRow]) -> Choice:
    candidates = sorted({row.regime for row in rows if row.split == split})
    on_dev = {row.regime for row in rows if row.split == "dev"}
    selection_split = "dev" if on_dev.issuperset(candidates) else split
    gains = {regime: _gains(rows, regime, selection_split) for regime in candidates}
    shared = set.intersection(*(set(cells) for cells in gains.values()))
    means = {regime: fmean(cells[language] for language in shared or cells) for regime, cells in gains.items()}
    best = min(candidates, key=lambda regime: (-means[regime], regime))
    return Choice(task, split, best, tuple(candidates), selection_split)


def _gains(rows: Sequence[GainRow], regime: str, split: str) -> dict[str, float]:
    """Mean gain over seeds by language."""
    by_language: dict[str, list[float]] = {}
    for row in rows:
        if (row.regime, row.split) == (regime, split):
            by_language.setdefault(row.language, []).append(row.gain)
    return {language: fmean(values) for language, values in by_language.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The cells behind one estimate, and how they were chosen."""

    choices: Mapping[str, Choice]
    chosen: tuple[GainRow, ...]
    pairing: Pairing
    rival: str | None  # None: the baseline
    n_rivals: int  # that were scored beside it
    against: tuple[Pairing, ...] = ()  # the cells of the gain over each rival that was scored; the baseline's alone
    rows: tuple[GainRow, ...] = ()  # gains of every regime of the reading, on all splits
    candidates: Candidates = field(default_factory=dict)  # of a best-of gain, those of the regimes not chosen too

    @property
    def tasks(self) -> tuple[str, ...]:
        """Target tasks with a cell, in order of the choices."""
        present = {cell.task for cell in self.pairing.cells}
        return tuple(task for task in self.choices if task in present)

    @property
    def run_ids(self) -> list[str]:
        """Runs of both arms."""
        return sorted({run for row in self.chosen for run in (row.run_id, row.baseline_run_id)})


def gather(
    answers: Answers,
    claim: Claim,
    body: Body,
    reading: Reading,
    languages: Mapping[str, tuple[str, ...]],
) -> Gathered:
    """The cells of a reading; of several rivals those against the one that comes out best."""
    rivals = reading.rivals or (None,)
    return gathered(
        answers, claim, {rival: _gain_rows(answers, claim, body, reading, rival) for rival in rivals}, languages
    )


def gathered(
    answers: Answers,
    claim: Claim,
    rows_of: Mapping[str | None, Sequence[GainRow]],
    languages: Mapping[str, tuple[str, ...]],
) -> Gathered:
    """The cells to judge, of the rival that comes out best among those with a cell.

    Args:
        rows_of: by rival, None for the baseline: gains over it.
    """
    needed = set(needed_cells(claim, languages))
    splits = splits_of(answers)
    found = []
    for rival, gains in rows_of.items():
        rows = [row for row in gains if (row.task, row.language) in needed]
        choices = choose(claim, rows, splits)
        chosen = tuple(row for row in rows if row.task in choices and choices[row.task].takes(row))
        if chosen or rival is None:
            found.append((rival, choices, chosen, tuple(rows)))
    if not found:
        return Gathered({}, (), pair_predictions(answers, []), None, 0)
    pairings = [pair_predictions(answers, chosen, metric=claim.metric) for _, _, chosen, _ in found]
    least = min(range(len(found)), key=lambda number: _rough_gain(found[number][2]))
    rival, choices, chosen, every = found[least]
    against = tuple(pairing for pairing in pairings if pairing.cells)
    is_best = claim.kind is ClaimKind.BEST_OF_GAIN
    candidates = _candidates(answers, claim, choices, every, pairings[least]) if is_best else {}
    return Gathered(choices, chosen, pairings[least], rival, len(found), against, every, candidates)


def _candidates(
    answers: Answers, claim: Claim, choices: Mapping[str, Choice], rows: Sequence[GainRow], chosen: Pairing
) -> dict[str, dict[str, list[PairedCell]]]:
    """Of each task the cells of every regime that could be chosen, on the evaluated split, in common languages."""
    own = [row for row in rows if row.task in choices and row.split == choices[row.task].split]
    found: dict[str, dict[str, list[PairedCell]]] = {}
    for regime in sorted({row.regime for row in own}):
        paired = pair_predictions(answers, [row for row in own if row.regime == regime], metric=claim.metric)
        for cell in paired.cells:
            found.setdefault(cell.task, {}).setdefault(regime, []).append(cell)
    kept: dict[str, dict[str, list[PairedCell]]] = {}
    for task, choice in choices.items():
        own_cells = [cell for cell in chosen.cells if cell.task == task]
        regimes = found.get(task, {})
        shared = {cell.language for cell in own_cells}
        shared.intersection_update(*({cell.language for cell in cells} for cells in regimes.values()))
        if shared:
            kept[task] = {name: [cell for cell in cells if cell.language in shared] for name, cells in regimes.items()}
        elif own_cells:  # no language that all have: nothing that the chosen one could be held against
            kept[task] = {choice.regime: own_cells}
    return kept


def splits_of(answers: Answers) -> dict[str, tuple[str, ...]]:
    """Evaluated splits that the benchmark has, by task."""
    return {row["task"]: tuple(row["splits"]) for row in answers.rows("task_facts")}


def families_of(answers: Answers) -> dict[str, str]:
    """Family by language."""
    return {row["language"]: row["family"] for row in answers.rows("language_families")}


def _gain_rows(answers: Answers, claim: Claim, body: Body, reading: Reading, rival: str | None) -> list[GainRow]:
    keys = {"profile": body.profile, "encoder": body.encoder, "source_digest": body.source_digest}
    if rival is None:
        return gains_over_baseline(answers, keys, reading.regimes, claim.tasks, claim.metric)
    return gains_over_rival(answers, keys, reading.regimes, rival, claim.tasks, claim.metric)


def _rough_gain(rows: Sequence[GainRow]) -> float:
    """Mean over tasks of the mean over a task's rows; ranks rivals."""
    return macro_gain([(row.task, row.gain) for row in rows]) if rows else 0.0
