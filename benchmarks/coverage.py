"""How often intervals hold the true gain, and how often false claims are confirmed and true ones contradicted.

    python -m benchmarks.coverage [--databases 200] [--seed 0] [--only TEXT]

A database is a set of paired answers whose true gains are known. In each task, seed and language the subject is right
with the baseline's chance (one half) plus

    the mean gain + the language's own effect + the seed's own effect + an effect of both together,

so that the true gain is known for any average of them. Effects are drawn anew for each database. An example that is
hard is hard for both arms, for all seeds and, where the task's languages share their examples, in all languages; and
some examples gain more than others. In a line with collapse, training fails with that chance in a task and seed, which
costs COLLAPSE points there. In a line without outcomes the scores alone are known. Two truths are asked for, as
docs/method.md section 3 says when which is meant:

- named: the mean gain over exactly these languages and over all seeds there could be; of one seed that seed's own;
- drawn: the mean gain over all languages that these are a sample of, seeds as above.

`confirmed` is the share of CONFIRMED among claims that are false by 0.01 points: the claimed value lies beside the
truth by the tolerance (half the usual width of an interval, the width, or four times it) and 0.01 more, on either side.
`contradicted` is the share of CONTRADICTED among claims that are true by 0.01 points: "above" a value just below the
truth, and the same with all signs turned. Both are about the method, so about the mean over all seeds there could be,
also where one seed is there. The stated level of each is 2.5%, one side of a 95% interval.

The lines on the best of nine regimes, task by task, ask for the mean over tasks of the largest true gain; the true
gains of regimes differ by the spread named, and a regime is chosen on the evaluated split or on dev, where the same
trainings are scored on other examples.

The lines on orderings set a subject against nine rivals, whose trainings differ by the spread of seeds named: "above
all of them" is true with the lead 0.3 points over each, and false without one; `held` is whether the interval holds the
true lead over the best rival; that of one seed is about its own training and need not.

Behind each share of false verdicts stands its sampling error, one standard error over databases; claims of one database
lean on one interval. Intervals and verdicts come from the project's own code.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from pipeline.claims.evidence.unpaired import widest_scores
from pipeline.claims.registry.claims_file import load_claims
from pipeline.claims.verdicts.judge import decide
from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.evidence import Evidence, EvidenceKind
from pipeline.domain.verdict import VerdictWord
from pipeline.statistics.bootstrap import PairedCell, scores_of
from pipeline.statistics.intervals import macro_gain_interval, smallest_gain_interval
from pipeline.statistics.selection_bias import best_gain_interval

FloatArray = npt.NDArray[np.float64]
GAIN = 8.0  # points
COLLAPSE = 25.0  # points
N_RIVALS = 9
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
    has_outcomes: bool = True
    collapse: float = 0.0  # chance of a task and seed

    def __str__(self) -> str:
        """The first columns of the table."""
        spreads = f"{self.of_seeds:g}/{self.of_languages:g}/{self.of_both:g}"
        shared = "shared" if self.is_parallel else "own"
        if not self.has_outcomes:
            shared = "unknown"
        sizes = f"{self.n_seeds:>5} {self.n_tasks:>5} {self.n_languages:>5} {self.n_examples:>8}"
        return f"{sizes}  {self.outcome:<7}{spreads:>8}  {shared:<8}{100 * self.collapse:>7.0f}%"


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
    Design(1, 1, 15, 1000, "binary", 0.5, 5, 0, True),
    Design(1, 1, 15, 1000, "binary", 1, 5, 0, True),
    Design(1, 1, 15, 1000, "binary", 2, 5, 0, True),
    Design(2, 4, 12, 100, "binary", 2, 5, 2, True),
    Design(3, 9, 12, 100, "binary", 1, 5, 1, True),
    Design(1, 1, 15, 500, "binary", 0, 5, 0, True, has_outcomes=False),
    Design(3, 1, 15, 500, "binary", 1, 5, 1, True, has_outcomes=False),
    Design(5, 1, 15, 500, "binary", 1, 5, 1, True, has_outcomes=False),
    Design(3, 9, 12, 100, "binary", 1, 5, 1, True, has_outcomes=False),
    Design(3, 9, 6, 200, "binary", 0.5, 3, 0.5, True, collapse=0.1),
    Design(5, 9, 6, 200, "binary", 0.5, 3, 0.5, True, collapse=0.1),
)


@dataclass(frozen=True, slots=True)
class Race:
    """A subject against rivals on one task; spreads are standard deviations between trainings, points."""

    n_seeds: int
    of_seeds: float
    lead: float  # of the subject over each rival, points
    n_languages: int = 6
    n_examples: int = 500

    def __str__(self) -> str:
        """The first columns of the table."""
        return f"{self.n_seeds:>5} {self.of_seeds:>6g} {self.lead:>5g}  {N_RIVALS} rivals, one task"


RACES = tuple(Race(n_seeds, 1.0, lead) for lead in (0.3, 0.0) for n_seeds in (1, 2, 3, 5))


@dataclass(frozen=True, slots=True)
class Choice:
    """The best of nine regimes on each of several tasks; spreads are standard deviations, points."""

    n_seeds: int
    n_tasks: int
    of_seeds: float  # between trainings
    of_regimes: float  # between the true gains of regimes
    on_dev: bool  # where the regime is chosen; False: on the split that is evaluated
    n_languages: int = 3
    n_examples: int = 300

    def __str__(self) -> str:
        """The first columns of the table."""
        chosen = "dev" if self.on_dev else "same split"
        return f"{self.n_seeds:>5} {self.n_tasks:>5} {self.of_seeds:>6g} {self.of_regimes:>7g}  {chosen}"


CHOICES = (
    *(Choice(n_seeds, 3, 1.0, 0.0, True) for n_seeds in (1, 2, 3, 5)),
    Choice(3, 1, 1.0, 0.0, False),
    Choice(3, 9, 1.0, 0.0, False),
    Choice(3, 9, 1.0, 0.0, True),
    Choice(3, 3, 1.0, 2.0, False),
    Choice(3, 3, 1.0, 2.0, True),
    Choice(3, 3, 1.0, 10.0, False),
    Choice(3, 9, 1.0, 10.0, True),
)


@dataclass(frozen=True, slots=True)
class Database:
    """Its cells and the true gains, points."""

    cells: tuple[PairedCell, ...]
    named: float  # over these languages, of one seed that seed's own
    drawn: float  # over all languages, of one seed that seed's own
    method: float  # over these languages and all seeds


def make_database(design: Design, generator: np.random.Generator) -> Database:
    """One database of a design."""
    shape = (design.n_seeds, design.n_languages)
    cells: list[PairedCell] = []
    effects = []
    for task in range(design.n_tasks):
        own = generator.normal(0.0, design.of_languages, design.n_languages)
        seeds = generator.normal(0.0, design.of_seeds, design.n_seeds)
        seeds -= COLLAPSE * (generator.random(design.n_seeds) < design.collapse)
        both = generator.normal(0.0, design.of_both, shape)
        of_training = (seeds[:, None] + both).mean() if design.n_seeds == 1 else -design.collapse * COLLAPSE
        on_average = -design.collapse * COLLAPSE
        of_seed = seeds.mean() if design.n_seeds == 1 else on_average
        effects.append([own.mean() + of_training, of_seed, own.mean() + on_average])
        rates = 0.5 + (GAIN + own + seeds[:, None] + both) / 100.0
        outcomes = _outcomes(design, rates, generator)
        cells += _cells(design, f"task {task}", outcomes, int(generator.integers(2**31)))
    named, drawn, method = (np.mean(effects, axis=0) + GAIN).tolist()
    return Database(tuple(cells), named, drawn, method)


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
    shape = (2, design.n_seeds, design.n_languages, -1)
    whole, drawn = (numbers.reshape(shape) for numbers in _scores(design, task, outcomes, key))
    for language in range(design.n_languages):
        gains = whole[0, :, language, 0] - whole[1, :, language, 0]
        yield PairedCell(
            task=task,
            language=f"{language:02d}",
            seeds=tuple(range(design.n_seeds)),
            gains=gains,
            of_examples=gains,
            drawn=drawn[0, :, language] - drawn[1, :, language],
            n_examples=design.n_examples,
            is_shared=design.is_parallel or not design.has_outcomes,
        )


def _scores(design: Design, task: str, outcomes: FloatArray, key: int) -> tuple[FloatArray, FloatArray]:
    """[arms x seeds x languages] scores and [the same, replicates] scores of draws, from outcomes or without them."""
    if design.has_outcomes:
        scores = scores_of(outcomes, [key])
        return scores.whole, scores.drawn
    arms = 100.0 * outcomes[:, :, 0].mean(axis=0).reshape(2, -1)
    pairs = [(subject, baseline, design.n_examples) for subject, baseline in arms.T.tolist()]
    scores = widest_scores([task] * len(pairs), pairs)
    by_arm = [np.concatenate([numbers[0::2], numbers[1::2]]) for numbers in (scores.whole, scores.drawn)]
    return by_arm[0], by_arm[1]


def make_race(race: Race, generator: np.random.Generator) -> list[list[PairedCell]]:
    """The cells of the subject's lead over each rival."""
    shape = (N_RIVALS + 1, race.n_seeds, race.n_languages)
    rates = (
        0.5
        + generator.normal(0.0, 0.05, race.n_languages)
        + generator.normal(0.0, race.of_seeds / 100, shape[:2])[..., None]
    )
    rates[0] += race.lead / 100.0
    hard = generator.normal(size=(race.n_examples, 1, 1, 1))
    latent = np.sqrt(0.5) * hard + np.sqrt(0.5) * generator.normal(size=(race.n_examples, *shape))
    outcomes = (latent < stats.norm.ppf(rates)).astype(np.float64).reshape(race.n_examples, -1, 1)
    scores = scores_of(outcomes, [int(generator.integers(2**31))])
    whole, drawn = scores.whole.reshape(shape), scores.drawn.reshape(*shape, -1)
    return [
        [
            PairedCell(
                task="task",
                language=f"{language:02d}",
                seeds=tuple(range(race.n_seeds)),
                gains=whole[0, :, language] - whole[rival, :, language],
                of_examples=whole[0, :, language] - whole[rival, :, language],
                drawn=drawn[0, :, language] - drawn[rival, :, language],
                n_examples=race.n_examples,
                is_shared=True,
            )
            for language in range(race.n_languages)
        ]
        for rival in range(1, N_RIVALS + 1)
    ]


def make_choice(
    choice: Choice, generator: np.random.Generator
) -> tuple[list[PairedCell], dict[str, dict[str, list[PairedCell]]], float]:
    """Cells of the chosen regimes, those of all regimes by task, and the mean over tasks of the largest true gain."""
    shape = (N_RIVALS + 1, choice.n_seeds, choice.n_languages)  # the last arm is the baseline
    chosen: list[PairedCell] = []
    every: dict[str, dict[str, list[PairedCell]]] = {}
    largest = []
    for task in (f"task {number}" for number in range(choice.n_tasks)):
        true = np.append(generator.normal(0.0, choice.of_regimes, N_RIVALS), 0.0)
        largest.append(true[:-1].max())
        rates = 0.4 + generator.normal(0.0, 0.03, choice.n_languages) + true[:, None, None] / 100.0
        rates = rates + generator.normal(0.0, choice.of_seeds / 100, shape[:2])[..., None]
        gains = []
        for _ in range(2 if choice.on_dev else 1):  # the last is the split that is evaluated
            hard = generator.normal(size=(choice.n_examples, 1, 1, 1))
            latent = np.sqrt(0.5) * hard + np.sqrt(0.5) * generator.normal(size=(choice.n_examples, *shape))
            outcomes = (latent < stats.norm.ppf(rates)).astype(np.float64)
            gains.append(100.0 * (outcomes[:, :-1] - outcomes[:, -1:]).mean(axis=(0, 2, 3)))
        scores = scores_of(outcomes.reshape(choice.n_examples, -1, 1), [int(generator.integers(2**31))])
        whole, drawn = scores.whole.reshape(shape), scores.drawn.reshape(*shape, -1)
        every[task] = {
            f"regime {regime}": [
                PairedCell(
                    task=task,
                    language=f"{language:02d}",
                    seeds=tuple(range(choice.n_seeds)),
                    gains=whole[regime, :, language] - whole[-1, :, language],
                    of_examples=whole[regime, :, language] - whole[-1, :, language],
                    drawn=drawn[regime, :, language] - drawn[-1, :, language],
                    n_examples=choice.n_examples,
                    is_shared=True,
                )
                for language in range(choice.n_languages)
            ]
            for regime in range(N_RIVALS)
        }
        chosen += every[task][f"regime {int(gains[0].argmax())}"]
    return chosen, every, float(np.mean(largest))


def false_claims(claim: Claim, truth: float, tolerance: float) -> Iterator[Claim]:
    """Two claims that accept everything but the truth and what lies on one side of it."""
    for side in (-1.0, 1.0):
        value = truth + side * (tolerance + BESIDE)
        yield replace(claim, value=repr(value), value_low=value, value_high=value, tolerance=tolerance)


def above(claim: Claim, value: float) -> Claim:
    """The claim that the mean gain lies above a value."""
    asserted = replace(claim, kind=ClaimKind.PRESENCE, comparator=Comparator.ABOVE, tolerance=0.0)
    return replace(asserted, value=repr(value), value_low=value, value_high=value)


def in_scope(claim: Claim, low: float, high: float, n_seeds: int) -> Evidence:
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
        n_seeds=n_seeds,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """What came of the databases of one design or race."""

    holds: FloatArray  # [databases, truths] whether each interval holds its truth
    widths: FloatArray  # [databases, truths] points
    confirmed: FloatArray  # [false claims] whether CONFIRMED
    contradicted: FloatArray  # [true claims] whether CONTRADICTED


def measure(design: Design, n_databases: int, seed: int) -> Line:
    """Intervals and verdicts of as many databases; truths are the named and the drawn one."""
    claim = _any_gain()
    generator = np.random.default_rng([seed, *str(design).encode()])
    holds, confirmed, contradicted, widths = [], [], [], []
    for _ in range(n_databases):
        found = make_database(design, generator)
        tasks = sorted({cell.task for cell in found.cells})
        low, high = macro_gain_interval(found.cells, n_languages=dict.fromkeys(tasks, design.n_languages))
        drawn = macro_gain_interval(found.cells)
        holds.append([low <= found.named <= high, drawn[0] <= found.drawn <= drawn[1]])
        widths.append([high - low, drawn[1] - drawn[0]])
        for tolerance in (0.5, 1.0, 4.0):
            for false in false_claims(claim, found.method, tolerance * _usual(widths)):
                word = decide(false, in_scope(false, low, high, design.n_seeds)).verdict
                confirmed.append(word is VerdictWord.CONFIRMED)
        for truth, bounds in ((found.method, (low, high)), (-found.method, (-high, -low))):
            true = above(claim, truth - BESIDE)
            word = decide(true, in_scope(true, *bounds, design.n_seeds)).verdict
            contradicted.append(word is VerdictWord.CONTRADICTED)
    return Line(*(np.array(found, float) for found in (holds, widths, confirmed, contradicted)))


def run_race(race: Race, n_databases: int, seed: int) -> Line:
    """Intervals and verdicts of as many races; the truth is the lead over the best rival."""
    claim = _any_gain()
    generator = np.random.default_rng([seed, *str(race).encode()])
    holds, widths, said = [], [], []
    for _ in range(n_databases):
        low, high = smallest_gain_interval(make_race(race, generator), n_languages={"task": race.n_languages})
        ahead = above(claim, 0.0)
        said.append(decide(ahead, in_scope(ahead, low, high, race.n_seeds)).verdict)
        holds.append([low <= race.lead <= high])
        widths.append([high - low])
    confirmed = [word is VerdictWord.CONFIRMED for word in said if race.lead <= 0]
    contradicted = [word is VerdictWord.CONTRADICTED for word in said if race.lead > 0]
    return Line(*(np.array(found, float) for found in (holds, widths, confirmed, contradicted)))


def run_choice(choice: Choice, n_databases: int, seed: int) -> Line:
    """Intervals and verdicts of as many databases; the truth is the mean over tasks of the largest true gain."""
    claim = _any_gain()
    generator = np.random.default_rng([seed, *str(choice).encode()])
    holds, confirmed, contradicted, widths = [], [], [], []
    for _ in range(n_databases):
        chosen, every, truth = make_choice(choice, generator)
        found = best_gain_interval(
            chosen,
            every,
            chosen_apart=tuple(every) if choice.on_dev else (),
            n_languages=dict.fromkeys(every, choice.n_languages),
        )
        low, high = found.low, found.high
        holds.append([low <= truth <= high])
        widths.append([high - low])
        for tolerance in (0.5, 1.0, 4.0):
            for false in false_claims(claim, truth, tolerance * float(np.median(widths))):
                word = decide(false, in_scope(false, low, high, choice.n_seeds)).verdict
                confirmed.append(word is VerdictWord.CONFIRMED)
        for asserted, bounds in ((truth, (low, high)), (-truth, (-high, -low))):
            true = above(claim, asserted - BESIDE)
            word = decide(true, in_scope(true, *bounds, choice.n_seeds)).verdict
            contradicted.append(word is VerdictWord.CONTRADICTED)
    return Line(*(np.array(found, float) for found in (holds, widths, confirmed, contradicted)))


def _any_gain() -> Claim:
    return replace(next(claim for claim in load_claims() if claim.kind == "gain"), comparator=Comparator.EQUALS)


def _usual(widths: list[list[float]]) -> float:
    """Median width so far; the first database's is its own."""
    return float(np.median([named for named, _ in widths]))


def main() -> None:
    """Print a line for each design and each race."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--databases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="lines that begin with this, spaces aside: '3 1 12 100 binary'")
    asked = parser.parse_args()
    started, clock = time.perf_counter(), time.process_time()
    wanted = "".join(asked.only.split())

    def chosen(line: object) -> bool:
        return "".join(str(line).split()).startswith(wanted)

    print(
        "seeds tasks langs examples outcome  spread   examples collapse   named  width   drawn  width "
        "confirmed contradicted"
    )
    for design in filter(chosen, DESIGNS):
        print(f"{design} {_numbers(measure(design, asked.databases, asked.seed))}", flush=True)
    print("\nseeds spread  lead                            held  width confirmed contradicted")
    for race in filter(chosen, RACES):
        print(f"{race!s:<45} {_numbers(run_race(race, asked.databases, asked.seed))}", flush=True)
    print("\nseeds tasks spread regimes  chosen on                  held  width confirmed contradicted")
    for choice in filter(chosen, CHOICES):
        print(f"{choice!s:<45} {_numbers(run_choice(choice, asked.databases, asked.seed))}", flush=True)
    print(f"{time.perf_counter() - started:.0f} s, {time.process_time() - clock:.0f} s of processor time")


def _numbers(line: Line) -> str:
    """The last columns of the table."""
    held = (f"{100 * held:>6.1f}%" for held in line.holds.mean(axis=0))
    widths = (f"{width:>6.1f}" for width in np.median(line.widths, axis=0))
    pairs = " ".join(f"{one} {width}" for one, width in zip(held, widths, strict=True))
    rates = (_rate(said, len(line.holds)) for said in (line.confirmed, line.contradicted))
    return pairs + "".join(f" {rate:>12}" for rate in rates)


def _rate(said: FloatArray, n_databases: int) -> str:
    """Share of the verdicts and its standard error, in percent."""
    if not len(said):
        return ""
    shares = 100.0 * said.reshape(n_databases, -1).mean(axis=1)
    return f"{shares.mean():.2f}% ±{shares.std(ddof=1) / n_databases**0.5:.2f}"


if __name__ == "__main__":
    main()
