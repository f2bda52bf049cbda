"""How often the interval of a mean gain holds the true one, and how often a false claim is confirmed, on made-up data.

    python -m benchmarks.coverage [--databases 200] [--seed 0]

A database is a set of paired answers whose true gains are known. In each task, seed and language the subject is right
with the baseline's chance (one half) plus

    the mean gain + the language's own effect + the seed's own effect + an effect of both together,

so that the true gain is known for any average of them. Effects are drawn anew for each database. An example that is
hard is hard for both arms, for all seeds and, where the task's languages share their examples, in all languages; and
some examples gain more than others. Two truths are asked for, as docs/method.md section 3 says when which is meant:

- named: the mean gain over exactly these languages (and over all seeds there could be);
- drawn: the mean gain over all languages that these are a sample of.

`false` is the share of CONFIRMED among claims that are false by 0.01 points: the claimed value lies beside the named
truth by the tolerance (half the usual width of an interval, the width, or four times it) and 0.01 more, on either
side. The stated level is 2.5%, one side of a 95% interval. Intervals and verdicts come from the project's own code.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from pipeline.claims.registry.claims_file import load_claims
from pipeline.claims.verdicts.judge import decide
from pipeline.domain.claim import Claim, Comparator
from pipeline.domain.evidence import Evidence, EvidenceKind
from pipeline.domain.verdict import VerdictWord
from pipeline.statistics.bootstrap import scores_of
from pipeline.statistics.intervals import PairedCell, macro_gain_interval

FloatArray = npt.NDArray[np.float64]
GAIN = 8.0  # points
BESIDE = 0.01  # points between the truth and what a false claim accepts
N_ITEMS = 3  # entities in a sentence


@dataclass(frozen=True, slots=True)
class Design:
    """One kind of database; spreads are standard deviations of true gains, points."""

    n_seeds: int
    n_tasks: int
    n_languages: int
    n_examples: int
    outcome: str  # binary, answer (F1 of one answer) or tags (F1 of all entities)
    of_seeds: float
    of_languages: float
    of_both: float
    is_parallel: bool

    def __str__(self) -> str:
        """The first columns of the table."""
        spreads = f"{self.of_seeds:g}/{self.of_languages:g}/{self.of_both:g}"
        shared = "shared" if self.is_parallel else "own"
        sizes = f"{self.n_seeds:>5} {self.n_tasks:>5} {self.n_languages:>5} {self.n_examples:>8}"
        return f"{sizes}  {self.outcome:<7}{spreads:>8}  {shared:<7}"


DESIGNS = (
    Design(3, 1, 12, 100, "binary", 2, 5, 2, True),
    Design(3, 4, 12, 100, "binary", 2, 5, 2, True),
    Design(3, 4, 12, 100, "answer", 2, 5, 2, True),
    Design(3, 4, 12, 100, "tags", 2, 5, 2, False),
    Design(3, 1, 12, 100, "binary", 0, 0, 0, False),
    Design(3, 1, 12, 100, "binary", 4, 2, 1, True),
    Design(3, 1, 3, 100, "binary", 2, 5, 2, True),
    Design(3, 1, 1, 100, "binary", 2, 0, 2, False),
    Design(5, 4, 12, 100, "binary", 2, 5, 2, True),
    Design(1, 4, 12, 100, "binary", 0, 5, 0, True),
    Design(1, 1, 15, 1000, "binary", 0, 5, 0, True),
    Design(1, 1, 3, 1000, "answer", 0, 5, 0, False),
)


@dataclass(frozen=True, slots=True)
class Database:
    """Its cells and the two true gains, points."""

    cells: tuple[PairedCell, ...]
    named: float
    drawn: float


def make_database(design: Design, generator: np.random.Generator) -> Database:
    """One database of a design."""
    shape = (design.n_seeds, design.n_languages)
    cells: list[PairedCell] = []
    effects = []
    for task in range(design.n_tasks):
        own = generator.normal(0.0, design.of_languages, design.n_languages)
        effects.append(own.mean())
        seeds = generator.normal(0.0, design.of_seeds, design.n_seeds)
        both = generator.normal(0.0, design.of_both, shape)
        rates = 0.5 + (GAIN + own + seeds[:, None] + both) / 100.0
        outcomes = _outcomes(design, rates, generator)
        cells += _cells(design, f"task {task}", outcomes, int(generator.integers(2**31)))
    return Database(tuple(cells), GAIN + float(np.mean(effects)), GAIN)


def _outcomes(design: Design, rates: FloatArray, generator: np.random.Generator) -> FloatArray:
    """[examples, arms x seeds x languages, parts]; the expected score of each column is its rate."""
    n_items = N_ITEMS if design.outcome == "tags" else 1
    n_languages = design.n_languages
    hard = generator.normal(size=(design.n_examples, 1 if design.is_parallel else n_languages))
    gains = generator.normal(size=hard.shape)
    alone = generator.normal(size=(2, design.n_seeds, n_languages, design.n_examples, n_items))
    columns = []
    for arm, chance in enumerate((rates, np.full_like(rates, 0.5))):
        common = np.broadcast_to(hard if arm else np.sqrt(0.6) * hard + np.sqrt(0.4) * gains, (len(hard), n_languages))
        latent = np.sqrt(0.5) * common.T[None, :, :, None] + np.sqrt(0.5) * alone[arm]
        columns.append(_parts(design, latent, chance[:, :, None, None], generator))
    return np.moveaxis(np.stack(columns).reshape(-1, design.n_examples, columns[0].shape[-1]), 1, 0)


def _parts(design: Design, latent: FloatArray, rate: FloatArray, generator: np.random.Generator) -> FloatArray:
    """[seeds, languages, examples, parts] from standard normal numbers; low ones are right."""
    if design.outcome == "tags":
        right = (latent < stats.norm.ppf(rate)).sum(axis=-1)
        items = np.full_like(right, N_ITEMS)
        return np.stack([right, items, items], axis=-1).astype(np.float64)
    if design.outcome == "answer":  # one answer in five is half right, give or take
        sure, some = latent < stats.norm.ppf(rate - 0.1), latent < stats.norm.ppf(rate + 0.1)
        return np.where(sure, 1.0, np.where(some, generator.choice([1 / 3, 1 / 2, 2 / 3], size=latent.shape), 0.0))
    return (latent < stats.norm.ppf(rate)).astype(np.float64)


def _cells(design: Design, task: str, outcomes: FloatArray, key: int) -> Iterator[PairedCell]:
    scores = scores_of(outcomes, [key])
    shape = (2, design.n_seeds, design.n_languages, -1)
    whole, drawn = scores.whole.reshape(shape)[..., 0], scores.drawn.reshape(shape)
    for language in range(design.n_languages):
        gains = whole[0, :, language] - whole[1, :, language]
        yield PairedCell(
            task=task,
            language=f"{language:02d}",
            seeds=tuple(range(design.n_seeds)),
            gains=gains,
            of_examples=gains,
            drawn=drawn[0, :, language] - drawn[1, :, language],
            n_examples=design.n_examples,
            is_shared=design.is_parallel,
        )


def false_claims(claim: Claim, truth: float, tolerance: float) -> Iterator[Claim]:
    """Two claims that accept everything but the truth and what lies on one side of it."""
    for side in (-1.0, 1.0):
        value = truth + side * (tolerance + BESIDE)
        yield replace(claim, value=repr(value), value_low=value, value_high=value, tolerance=tolerance)


def in_scope(claim: Claim, low: float, high: float) -> Evidence:
    """Evidence with this interval and nothing that sets it apart from the claim."""
    return Evidence(
        evidence_id="simulated",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label="simulated",
        profile="simulated",
        encoder=claim.scope_encoder,
        benchmark=claim.scope_benchmark,
        split=claim.split,
        tasks=claim.tasks,
        estimate=(low + high) / 2,
        low=low,
        high=high,
        level=0.95,
        method="simulated",
        n_cells=1,
        n_cells_needed=1,
        missing_cells=(),
        inputs={},
        sql="select 1",
    )


def measure(design: Design, n_databases: int, seed: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Whether each interval holds its truth [databases, named and drawn], CONFIRMED [claims], widths [databases, 2]."""
    claim = replace(next(claim for claim in load_claims() if claim.kind == "gain"), comparator=Comparator.EQUALS)
    generator = np.random.default_rng([seed, *str(design).encode()])
    holds, confirmed, widths = [], [], []
    for _ in range(n_databases):
        found = make_database(design, generator)
        tasks = sorted({cell.task for cell in found.cells})
        named = macro_gain_interval(found.cells, n_languages=dict.fromkeys(tasks, design.n_languages))
        drawn = macro_gain_interval(found.cells)
        width = named[1] - named[0]
        holds.append([named[0] <= found.named <= named[1], drawn[0] <= found.drawn <= drawn[1]])
        widths.append([width, drawn[1] - drawn[0]])
        for tolerance in (0.5, 1.0, 4.0):
            for false in false_claims(claim, found.named, tolerance * _usual(widths)):
                confirmed.append(decide(false, in_scope(false, *named)).verdict is VerdictWord.CONFIRMED)
    return np.array(holds, float), np.array(confirmed, float), np.array(widths)


def _usual(widths: list[list[float]]) -> float:
    """Median width so far; the first database's is its own."""
    return float(np.median([named for named, _ in widths]))


def main() -> None:
    """Print a line for each design and one for all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--databases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    started, clock = time.perf_counter(), time.process_time()
    print("seeds tasks langs examples outcome  spread   examples  named  width   drawn  width   false")
    results = []
    for design in DESIGNS:
        holds, confirmed, widths = measure(design, asked.databases, asked.seed)
        results.append((holds, confirmed))
        _print(str(design), holds, confirmed, np.median(widths, axis=0))
    holds, confirmed = (np.concatenate([each[part] for each in results]) for part in (0, 1))
    _print(f"{f'all {len(holds)} databases':<45}", holds, confirmed, None)
    print(f"{time.perf_counter() - started:.0f} s, {time.process_time() - clock:.0f} s of processor time")


def _print(label: str, holds: FloatArray, confirmed: FloatArray, widths: FloatArray | None) -> None:
    """One line; without widths where designs of different ones are taken together."""
    named, drawn = 100 * holds.mean(axis=0)
    first, second = ("", "") if widths is None else (f"{width:.1f}" for width in widths)
    print(f"{label} {named:>6.1f}% {first:>6} {drawn:>6.1f}% {second:>6} {100 * confirmed.mean():>6.2f}%", flush=True)


if __name__ == "__main__":
    main()
