"""Planted cases: databases and claims whose truth is known, the verdict that is right by hand, and the verdict given.

    python -m benchmarks.planted [--only TEXT]

Scores, outcomes and claims files are written in a temporary folder, taken in by `import scores`, built by `build` and
judged as `verify --claims FILE` judges. The expected verdicts follow from docs/method.md and the planted truth alone;
no code of the project computes one. Exit 1 if a verdict is not the expected one.

In the exact databases every example of question answering gains the same (F1 is a share, so it may), which leaves no
spread: the interval is the planted gain itself. The three seeds differ in level, not in gain.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml

from benchmarks.planted_cases import CASES, ENCODER, Case
from pipeline.build import build_judged
from pipeline.claims.registry.claims_file import check_names
from pipeline.commands.verify_steps import opened
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.errors import CrosscheckError
from pipeline.domain.task import TaskRole
from pipeline.importers.scores import read_import, write_import
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.store.publish import publish
from pipeline.tasks.discovery import load_tasks

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEEDS = (0, 1, 2)
LEVELS = {0: 50.0, 1: 45.0, 2: 40.0}  # percent: of the baseline, by seed
NINE = ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa", "bucc2018", "tatoeba")
QA = ("xquad", "mlqa", "tydiqa")
NO_DEV = ("xquad", "tydiqa", "tatoeba")
# examples of a cell; below the least that XTREME has of the task in most languages
N_EXAMPLES, N_SENTENCES = 100, 40  # the latter of UD-POS, of whose test sets one has 47
N_QUESTIONS = 500  # of XQuAD and MLQA where one task is asked about, so that 0.2 points are one of them
COUNTED = ("udpos", "panx", "bucc2018")  # F1 over all items together: outcomes bring counts
SCORES = ("encoder", "regime", "intermediate", "target", "language", "metric", "split", "seed", "value", "n_examples")
OUTCOMES = ("encoder", "regime", "target", "language", "split", "seed", "example_id", "outcome")
OUTCOMES += ("n_true_positive", "n_predicted", "n_gold")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a database: where it stands, and its scores in percent."""

    encoder: str
    regime: str
    task: str
    language: str
    split: str
    seed: int
    n_examples: int
    first: float  # the headline metric
    em: float | None = None  # question answering; None: not given
    prefix: str = ""  # of the examples' ids


Gain = Callable[[str, str, str, int], float | None]  # task, language, split, seed -> points; None: the cell is left out


@cache
def _languages(task: str) -> tuple[str, ...]:
    return load_tasks()[task].languages


def _arm(
    regime: str,
    gain: Gain,
    places: Sequence[tuple[str, str]],
    *,
    encoder: str = ENCODER,
    em: Gain | None = None,
    has_em: bool = True,
    n_questions: int = N_QUESTIONS,
) -> Iterator[Cell]:
    """All cells of one regime at the level of each seed plus the gain; EM gains the same unless `em` says otherwise."""
    for task, split in places:
        for language in _languages(task):
            for seed in SEEDS:
                points = gain(task, language, split, seed)
                exact = (em or gain)(task, language, split, seed)
                if points is None or exact is None:
                    continue
                level = LEVELS[seed] + (1.0 if (task, split) == ("mlqa", "test") else 0.0)  # dev and test differ
                of_em = level - 10.0 + exact if task in QA and has_em else None
                n = {"udpos": N_SENTENCES, "xquad": n_questions, "mlqa": n_questions}.get(task, N_EXAMPLES)
                yield Cell(encoder, regime, task, language, split, seed, n, level + points, of_em)


def _by(points: float) -> Gain:
    return lambda _task, _language, _split, _seed: points


QA_PLACES = (("xquad", "test"), ("mlqa", "dev"), ("mlqa", "test"))


def _exact() -> Iterator[Cell]:
    """Exact gains after six regimes, in points; on MLQA's test set squad_v1 gains 3.0 alone."""
    gains = {"none": 0.0, "mnli": 10.2, "hellaswag": -2.0, "qqp": 0.0}
    for regime, points in gains.items():
        yield from _arm(regime, _by(points), QA_PLACES)
    on_test = {("mlqa", "test"): 3.0}
    yield from _arm("squad_v1", lambda task, _l, split, _s: on_test.get((task, split), 8.2), QA_PLACES)
    yield from _arm("ccg", _by(8.24), (("xquad", "test"),), em=_by(8.2))
    yield from _arm("cosmosqa", _by(8.26), (("xquad", "test"),), em=_by(8.2))


def _mixes() -> Iterator[Cell]:
    """On XQuAD squad_v1 and hellaswag gain 8.2 both, training on squad_v1 and mnli together 6.0."""
    for regime, points in {"none": 0.0, "squad_v1": 8.2, "hellaswag": 8.2, "multi_task": 6.0}.items():
        yield from _arm(regime, _by(points), QA_PLACES[:1])


LUCKY = ("anli_plus", "mnli", "qqp", "squad_v1", "squad_v2", "hellaswag", "ccg", "cosmosqa", "commonsenseqa")


def _lucky() -> Iterator[Cell]:
    """Nine regimes on XQuAD whose three trainings gain 1 less, as much and 1 more than 1.0, squad_v1 than 2.0.

    Each mean has a standard error of 1 / sqrt(3) = 0.577, known from nine regimes with one baseline: 9 * 2 / (1 + 8 /
    4) = 6 degrees of freedom, t = 2.447. Others lie 1.0 below, within 2.447 * sqrt(2) * 0.577 = 2.0, so all nine
    are in reach, and the best of nine lies 1.485 standard errors too high: [2 - 1.413 - 0.857, 2 + 1.413].
    """
    yield from _arm("none", _by(0.0), QA_PLACES[:1], n_questions=N_EXAMPLES)
    for regime in LUCKY:
        middle = 2.0 if regime == "squad_v1" else 1.0
        order = LUCKY.index(regime)  # each seed is the lucky one in turn

        def of(_t: str, _l: str, _p: str, seed: int, middle: float = middle, order: int = order) -> float:
            return middle + (seed + order) % 3 - 1.0

        yield from _arm(regime, of, QA_PLACES[:1], n_questions=N_EXAMPLES)


def _one_seed() -> Iterator[Cell]:
    """XQuAD +8.2 after squad_v1, which was trained with seed 0 alone; the baseline with three seeds."""
    yield from _arm("none", _by(0.0), QA_PLACES[:1])
    only = lambda _t, _l, _p, seed: 8.2 if seed == 0 else None  # noqa: E731
    yield from _arm("squad_v1", only, QA_PLACES[:1])


def _other_examples() -> Iterator[Cell]:
    """XQuAD +8.2, but squad_v1 answered other questions than the baseline, as many."""
    yield from _arm("none", _by(0.0), QA_PLACES[:1])
    for cell in _arm("squad_v1", _by(8.2), QA_PLACES[:1]):
        yield replace(cell, prefix="other ")


def _metric() -> Iterator[Cell]:
    """F1 gains 8.2 on XQuAD, EM nothing."""
    yield from _arm("none", _by(0.0), QA_PLACES[:1])
    yield from _arm("squad_v1", _by(8.2), QA_PLACES[:1], em=_by(0.0))


def _f1_alone() -> Iterator[Cell]:
    """XQuAD without EM, F1 +8.2."""
    yield from _arm("none", _by(0.0), QA_PLACES[:1], has_em=False)
    yield from _arm("squad_v1", _by(8.2), QA_PLACES[:1], has_em=False)


def _english() -> Iterator[Cell]:
    """English gains 24.0 on XQuAD, each of the other ten languages 2.0: (24 + 20) / 11 = 4.0 over all."""
    yield from _arm("none", _by(0.0), QA_PLACES[:1])
    yield from _arm("squad_v1", lambda _t, language, _p, _s: 24.0 if language == "en" else 2.0, QA_PLACES[:1])


def _averages() -> Iterator[Cell]:
    """XQuAD gains 2.0 in all of its 11 languages, TyDiQA 8.0 in all of its 9.

    Tasks: (2 + 8) / 2 = 5. Languages: en, ar and ru are in both and gain (2 + 8) / 2 = 5; es, de, el, tr, vi, th, zh
    and hi gain 2; bn, fi, id, ko, sw and te gain 8: (3 * 5 + 8 * 2 + 6 * 8) / 17 = 79 / 17.
    The regime mnli has the gains 2, 2 and 8 for the three seeds on XQuAD: median 2, mean 4.
    """
    places = (("xquad", "test"), ("tydiqa", "test"))
    yield from _arm("none", _by(0.0), places)
    yield from _arm("squad_v1", lambda task, _l, _p, _s: 2.0 if task == "xquad" else 8.0, places)
    yield from _arm("mnli", lambda _t, _l, _p, seed: 8.0 if seed == 2 else 2.0, places[:1])


def _systems() -> Iterator[Cell]:
    """On XQuAD enc-b stands 4.0 points above enc-a, enc-c 1.0, and enc-b after mnli 6.0."""
    for encoder, points in {"enc-a": 0.0, "enc-b": 4.0, "enc-c": 1.0}.items():
        yield from _arm("none", _by(points), QA_PLACES[:1], encoder=encoder)
    yield from _arm("mnli", _by(6.0), QA_PLACES[:1], encoder="enc-b")


def _nine(
    points: float, *, without: Callable[[str, str, str], bool] = lambda _r, _t, _l: False, dev: bool = True
) -> Iterator[Cell]:
    """All 162 cells of XTREME, dev where XTREME has one, with the same gain everywhere.

    On UD-POS it is the next multiple of 2.5, what one of 40 sentences is worth, so that a mean of 8.0 over nine tasks
    is (8 * 8 + 7.5) / 9 = 7.94, one of 3.0 is (8 * 3 + 2.5) / 9 = 2.94 and one of -2.0 is (8 * -2 - 2.5) / 9 = -2.06.

    Args:
        without: regime, task, language of a cell that is left out.
        dev: False: everything on test.
    """
    for regime, gain in (("none", 0.0), ("squad_v1", points)):
        places = [(task, "dev" if dev and task not in NO_DEV else "test") for task in NINE]

        def of(task: str, language: str, _p: str, _s: int, gain: float = gain, regime: str = regime) -> float | None:
            return None if without(regime, task, language) else gain

        yield from _arm(regime, of, places, n_questions=N_EXAMPLES)


def _one_missing(regime: str, task: str, language: str) -> bool:
    return (regime, task, language) == ("squad_v1", "panx", "my")  # weight 1/9 x 1/40 = 1/360


DATABASES: Mapping[str, tuple[Callable[[], Iterator[Cell]], bool]] = {  # cells, and whether outcomes come with them
    "exact": (_exact, True),
    "mixes": (_mixes, True),
    "lucky": (_lucky, True),
    "one seed": (_one_seed, True),
    "other examples": (_other_examples, True),
    "metric": (_metric, True),
    "f1 alone": (_f1_alone, True),
    "english": (_english, True),
    "averages": (_averages, True),
    "systems": (_systems, True),
    "nine 8": (lambda: _nine(8.0), True),
    "nine 3, one missing": (lambda: _nine(3.0, without=_one_missing), True),
    "nine 8, one missing": (lambda: _nine(8.0, without=_one_missing), True),
    "nine -2, one missing": (lambda: _nine(-2.0, without=_one_missing), True),
    "nine 8, no retrieval": (lambda: _nine(8.0, without=lambda _r, task, _l: task in ("bucc2018", "tatoeba")), True),
    "nine 3, no Tatoeba": (lambda: _nine(3.0, without=lambda _r, task, _l: task == "tatoeba"), True),
    "nine 8, German alone": (lambda: _nine(8.0, without=lambda _r, _t, language: language != "de"), True),
    "nine 8, all on test": (lambda: _nine(8.0, dev=False), True),
    "printed": (lambda: iter(()), False),
}


def write_database(folder: Path, name: str) -> tuple[Path, Path | None]:
    """The scores file of a database, and the file of its outcomes."""
    make, has_outcomes = DATABASES[name]
    scores, outcomes = folder / "scores.csv", folder / "outcomes.csv"
    cells = list(make())
    with scores.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SCORES)
        for cell in cells:
            writer.writerows(_score_rows(cell))
    if not has_outcomes:
        return scores, None
    with outcomes.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(OUTCOMES)
        for cell in cells:
            writer.writerows(_outcome_rows(cell))
    return scores, outcomes


def _score_rows(cell: Cell) -> Iterator[list[object]]:
    intermediate = {"none": "", "multi_task": "squad_v1+mnli"}.get(cell.regime, cell.regime)
    headline = load_tasks()[cell.task].primary_metric
    n = cell.n_examples
    first = cell.first if cell.task in QA else 100 * round(cell.first * n / 100) / n  # a share of n answers
    for metric, value in ((headline, first), ("em", cell.em)):
        if value is not None:
            yield [cell.encoder, cell.regime, intermediate, cell.task, cell.language, metric, cell.split, cell.seed,
                   f"{value:.6f}", n]  # fmt: skip


def _outcome_rows(cell: Cell) -> Iterator[list[object]]:
    """One row an example: the same share for each of question answering, else as many right ones as the score says."""
    n = cell.n_examples
    n_right = round(cell.first * n / 100)
    for number in range(n):
        is_right = number < n_right
        outcome = f"{cell.first / 100:.10f}" if cell.task in QA else int(is_right)
        counts = [int(is_right), 1, 1] if cell.task in COUNTED else ["", "", ""]
        yield [cell.encoder, cell.regime, cell.task, cell.language, cell.split, cell.seed,
               f"{cell.prefix}{number:04d}", outcome, *counts]  # fmt: skip


def make_home(folder: Path, name: str) -> Home:
    """A home with the database imported, built and published."""
    home = Home(folder / "home")
    languages = [language.language for language in load_languages()]
    if name != "printed":
        scores, outcomes = write_database(folder, name)
        ready = read_import(
            scores,
            load_tasks(),
            languages,
            name="planted",
            benchmark="XTREME",
            outcomes=(outcomes,) if outcomes else (),
        )
        write_import(home, ready, now=NOW)
    no_claims = folder / "no-claims"
    no_claims.mkdir()
    tasks = list(load_tasks().values())
    publish(home, build_judged(home, now=NOW, git_commit=None, tasks=tasks, claims_folder=no_claims))
    return home


@dataclass(frozen=True, slots=True)
class Given:
    """What came out of a case."""

    verdict: str  # "refused" where the claim was not taken
    direction: str | None
    estimate: float | None
    text: str  # reason, or the message of the refusal
    kinds: str  # kinds of evidence that were judged


def judge_cases(home: Home, cases: Sequence[Case], folder: Path) -> list[Given]:
    """What `verify --claims` says of each case; those that are taken are judged together."""
    refused: dict[int, Given] = {}
    entries = {}
    for number, case in enumerate(cases):
        entry = case.entry | {"claim_id": f"planted-{number}"}
        path = _write_claims(folder / f"{number}.yaml", [entry])
        try:
            with opened(home, path, _check) as connection:
                connection.execute("select 1")
        except CrosscheckError as error:
            refused[number] = Given("refused", None, None, str(error), "")
            continue
        entries[number] = entry
    found = dict(refused)
    if entries:
        with opened(home, _write_claims(folder / "all.yaml", list(entries.values())), _check) as connection:
            rows = connection.execute(
                "select claims.claim_id, evidence.kind, verdict, direction, estimate, reason, label from verdicts "
                "inner join evidence using (evidence_id) inner join claims on claims.claim_id = evidence.claim_id "
                "order by evidence.rowid"
            ).fetchall()
        for number in entries:
            case = cases[number]
            own = [row for row in rows if row[0] == f"planted-{number}"]
            wanted = [row for row in own if row[1] == case.kind and case.source in row[6]] or own[:1]
            _, kind, verdict, direction, estimate, reason, _ = wanted[0]
            found[number] = Given(verdict, direction, estimate, reason, kind)
    return [found[number] for number in range(len(cases))]


def _check(path: Path, claims: Sequence[object], benchmarks: Benchmarks) -> None:
    names = {role: [task.task for task in load_tasks().values() if task.role is role] for role in TaskRole}
    check_names(
        path,
        claims,
        targets=names[TaskRole.TARGET],
        intermediate=names[TaskRole.INTERMEDIATE],
        languages=[language.language for language in load_languages()],
        benchmarks=benchmarks,
    )


def _write_claims(path: Path, entries: Sequence[Mapping[str, object]]) -> Path:
    head = {"paper": "planted", "paper_title": "Planted", "source_version": "v1", "source_url": "https://example.org"}
    path.write_text(yaml.safe_dump(head | {"claims": list(entries)}, sort_keys=False), encoding="utf-8")
    return path


def is_right(case: Case, given: Given) -> bool:
    """Whether all that is expected came out."""
    return (
        given.verdict == case.expected
        and (case.direction is None or given.direction == case.direction)
        and (case.estimate is None or (given.estimate is not None and abs(given.estimate - case.estimate) < 1e-6))
        and case.says in given.text
        and (case.expected == "refused" or given.kinds == case.kind)
    )


def run(only: str = "") -> list[tuple[Case, Given]]:
    """Every case with what it gave, in the order of the list; databases are built once each."""
    chosen = [case for case in CASES if only in case.database or only in case.claim]
    given: dict[Case, Given] = {}
    for name in dict.fromkeys(case.database for case in chosen):
        own = [case for case in chosen if case.database == name]
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            for case, found in zip(own, judge_cases(make_home(folder, name), own, folder), strict=True):
                given[case] = found
    return [(case, given[case]) for case in chosen]


def main() -> None:
    """Print the table; exit 1 where a verdict is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="databases and claims that hold this text")
    asked = parser.parse_args()
    results = run(asked.only)
    wrong = 0
    for number, (case, given) in enumerate(results, start=1):
        right = is_right(case, given)
        wrong += not right
        print(f"{number:>3} {'ok   ' if right else 'WRONG'} {case.database}: {case.claim}")
        print(f"          truth {case.truth}; expected {case.summary}; given {_shown(given)}")
        if not right:
            print(f"          {given.text}")
    print(f"{len(results) - wrong} of {len(results)} as expected")
    sys.exit(1 if wrong else 0)


def _shown(given: Given) -> str:
    direction = f" ({given.direction})" if given.direction else ""
    number = "" if given.estimate is None else f" {given.estimate:.4g}"
    return f"{given.verdict}{direction}{number}"


if __name__ == "__main__":
    main()
