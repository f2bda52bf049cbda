"""Evidence on systems on a described benchmark: from imported scores, and from printed figures.

A difference counts how much better the system is: score minus the other's, or of a metric like TER, of which less is
better, the other's minus its own. Imported scores come without outcomes, so an interval can be told of shares of right
answers alone; of corpus scores and correlations nothing tells one, and they decide nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median, variance
from typing import Any

import duckdb
import numpy as np
from scipy import special

from pipeline.claims.evidence.measured import GROUPS, over_seeds
from pipeline.claims.evidence.nothing_ran import absent_evidence
from pipeline.claims.evidence.reported import Facts, facts_of, printed_evidence, reading_name
from pipeline.claims.evidence.unpaired import widest_error
from pipeline.claims.provenance.recomputation import OWN_STATEMENT
from pipeline.claims.queries import query_rows, sql_list
from pipeline.claims.registry.described import is_lower_better, metrics_of
from pipeline.claims.registry.interpretations import claimed_languages, claimed_split, language_words
from pipeline.domain.benchmark import BenchmarkMetric, Benchmarks, BenchmarkTask, MetricKind
from pipeline.domain.claim import Aggregation, Claim, ClaimKind, OverSeeds, System
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence, ScopeDifference
from pipeline.statistics.intervals import LEVEL
from pipeline.statistics.variances import median_inflation

_LEAST_SHARE = 1e-9  # of the variance, at which t is the normal distribution
_OPEN = "of which no interval is known"
Cell = tuple[str, str]  # task, language
Score = Mapping[str, Any]  # a row of sql/described_scores.sql


def is_described(claim: Claim, benchmarks: Benchmarks) -> bool:
    """Whether a claim is about a described benchmark: its tasks, or a printed number of it."""
    if claim.printed is not None:
        return benchmarks.metric(claim.printed.task, claim.printed.metric) is not None
    known = benchmarks.tasks
    return claim.kind in (ClaimKind.COMPARISON, ClaimKind.LEVEL) and any(task in known for task in claim.tasks)


def described_evidence(
    connection: duckdb.DuckDBPyConnection, claim: Claim, benchmarks: Benchmarks, families: Mapping[str, str]
) -> list[Evidence]:
    """One row per import that has the system's scores, then what is printed of it.

    Args:
        families: of each registered language.
    """
    assert claim.system is not None  # noqa: S101  # the registry takes no such claim without
    facts = _facts(claim, benchmarks)
    printed = printed_evidence(connection, claim, facts, reading_name(claim), claim.system, claim.against)
    if claim.printed is not None:
        return printed
    question = _Question.of(claim, benchmarks, facts, families)
    own = _scores(connection, claim, claim.system)
    others = [_scores(connection, claim, other) for other in claim.against]
    places = dict.fromkeys((row["profile"], row["benchmark"]) for row in own)
    found = [_of_place(question, place, own, others) for place in places]
    return [*(found or [_nothing(question)]), *printed]


def printed_facts(claim: Claim, benchmarks: Benchmarks, rows: Sequence[Mapping[str, Any]]) -> Facts:
    """What printed figures are asked about: of a described benchmark as its file says, else of what is registered.

    Args:
        rows: of sql/task_facts.sql.
    """
    return _facts(claim, benchmarks) if is_described(claim, benchmarks) else facts_of(claim, rows)


def _facts(claim: Claim, benchmarks: Benchmarks) -> Facts:
    known = benchmarks.tasks
    own = {task: known[task] for task in claim.tasks if task in known}
    names = own if claim.printed is None else {claim.printed.task: None}
    ranges: dict[str, tuple[float, float]] = {}
    metrics: list[BenchmarkMetric] = []
    for name in names:
        parts = metrics_of(claim, own[name]) if name in own else _printed_metric(claim, benchmarks)
        metrics += parts
        ranges[name] = (min(part.low for part in parts), max(part.high for part in parts))
    return Facts(
        metrics={name: task.score for name, task in own.items()},
        languages=claimed_languages(claim, {name: task.languages for name, task in own.items()}),
        splits={name: task.splits for name, task in own.items()},
        lower=frozenset(names) if is_lower_better(claim, benchmarks) else frozenset(),
        ranges=ranges,
        remarks=tuple(direction_remarks(claim, metrics)),
    )


def _printed_metric(claim: Claim, benchmarks: Benchmarks) -> tuple[BenchmarkMetric, ...]:
    found = claim.printed and benchmarks.metric(claim.printed.task, claim.printed.metric)
    return (found,) if found else ()


@dataclass(frozen=True, slots=True)
class _Question:
    """A claim with what the benchmark's file says of its tasks."""

    claim: Claim
    tasks: Mapping[str, BenchmarkTask]
    languages: Mapping[str, tuple[str, ...]]  # that are claimed
    splits: Mapping[str, str]
    families: Mapping[str, str]
    is_lower_better: bool
    most: float  # how far from zero the number can lie

    @classmethod
    def of(cls, claim: Claim, benchmarks: Benchmarks, facts: Facts, families: Mapping[str, str]) -> _Question:
        known = benchmarks.tasks
        ends = [facts.ranges[task] for task in claim.tasks]
        return cls(
            claim,
            {task: known[task] for task in claim.tasks},
            facts.languages,
            {task: claimed_split(claim, task, facts.splits) for task in claim.tasks},
            families,
            is_lower_better(claim, benchmarks),
            max((high - low if claim.against else max(abs(low), abs(high))) for low, high in ends),
        )

    @property
    def needed(self) -> list[Cell]:
        return [(task, language) for task in self.claim.tasks for language in self.languages[task]]

    @property
    def is_median(self) -> bool:
        return self.claim.over_seeds is OverSeeds.MEDIAN

    def metrics(self, task: str) -> tuple[BenchmarkMetric, ...]:
        return metrics_of(self.claim, self.tasks[task])

    def group(self, cell: Cell) -> str:
        if self.claim.aggregation is Aggregation.MEAN_OVER_TASKS:
            return cell[0]
        is_by_family = self.claim.aggregation is Aggregation.MEAN_OVER_FAMILIES
        return self.families.get(cell[1], "unknown") if is_by_family else cell[1]

    def macro(self, values: Mapping[Cell, float]) -> float:
        """Mean over groups of the mean over a group's cells."""
        groups: dict[str, list[float]] = defaultdict(list)
        for cell, value in values.items():
            groups[self.group(cell)].append(value)
        return fmean(fmean(members) for members in groups.values())

    def weights(self, cells: Iterable[Cell]) -> dict[Cell, float]:
        """How much each cell moves `macro`."""
        names = [(cell, self.group(cell)) for cell in cells]
        sizes = {group: sum(name == group for _, name in names) for _, group in names}
        return {cell: 1 / (len(sizes) * sizes[group]) for cell, group in names}


def _scores(connection: duckdb.DuckDBPyConnection, claim: Claim, system: System) -> list[Score]:
    """Imported scores of a system; of several names of its weights those of the first that there is, by import."""
    if system.regime != "none":
        return []
    encoders = [system.encoder, *system.aliases]
    rows = query_rows(connection, "described_scores", encoders=encoders, tasks=list(claim.tasks))
    first: dict[str, str] = {}
    for name in encoders:
        for row in rows:
            if row["encoder"] == name:
                first.setdefault(row["profile"], name)
    return [row for row in rows if row["encoder"] == first[row["profile"]]]


@dataclass(frozen=True, slots=True)
class _Arms:
    """Scores of both sides on the cells and seeds that both have; the other side is None for a score of its own."""

    by_seed: Mapping[Cell, Mapping[int, float]]  # the number of each seed; a difference is how much better
    score_ids: Mapping[Cell, tuple[tuple[str, ...], tuple[str, ...]]]  # own, the other's
    errors: Mapping[Cell, float | None]  # standard error that the examples allow at most; None: not known
    n_cut: int  # cells of part of their examples
    rival: str | None

    @property
    def seeds(self) -> list[int]:
        """Those that every cell has."""
        sets = [set(seeds) for seeds in self.by_seed.values()]
        return sorted(set.intersection(*sets)) if sets else []


def _of_place(
    question: _Question, place: tuple[str, str], own: Sequence[Score], others: Sequence[Sequence[Score]]
) -> Evidence:
    here = [row for row in own if (row["profile"], row["benchmark"]) == place]
    beside = [[row for row in rows if (row["profile"], row["benchmark"]) == place] for rows in others]
    names = [other.name for other in question.claim.against]
    found = [_arms(question, here, rows, name) for name, rows in zip(names, beside, strict=True)] or [
        _arms(question, here, None, None)
    ]
    there = [arms for arms in found if arms.by_seed]
    arms = min(there, key=lambda one: question.macro(_cells(question, one))) if there else found[0]
    return _evidence(question, place, str(here[0]["encoder"]), arms, len(there))


def _arms(question: _Question, own: Sequence[Score], other: Sequence[Score] | None, rival: str | None) -> _Arms:
    sides = [_by_cell(question, rows) for rows in ((own,) if other is None else (own, other))]
    sign = -1.0 if other is not None and question.is_lower_better else 1.0
    by_seed: dict[Cell, dict[int, float]] = {}
    ids: dict[Cell, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    errors: dict[Cell, float | None] = {}
    n_cut = 0
    for cell in question.needed:
        seeds = sorted(set.intersection(*(set(side.get(cell, {})) for side in sides)))
        if not seeds:
            continue
        rows = [[side[cell][seed] for seed in seeds] for side in sides]
        values = [[fmean(row["value"] for row in members) for members in side] for side in rows]
        ends = values if other is not None else [*values, [0.0] * len(seeds)]
        by_seed[cell] = {seed: sign * (one - two) for seed, one, two in zip(seeds, *ends, strict=True)}
        kept = [tuple(row["score_id"] for members in side for row in members) for side in rows]
        ids[cell] = (kept[0], kept[1] if len(kept) > 1 else ())
        errors[cell] = _error(question.metrics(cell[0]), rows)
        n_cut += any(row["n_examples"] < row["n_available"] for side in rows for members in side for row in members)
    return _Arms(by_seed, ids, errors, n_cut, rival)


def _by_cell(question: _Question, rows: Sequence[Score]) -> dict[Cell, dict[int, list[Score]]]:
    """Of each claimed cell and seed the scores in all metrics of the task's number; others are left out."""
    found: dict[Cell, dict[int, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        task = row["task"]
        is_claimed = row["split"] == question.splits[task] and row["language"] in question.languages[task]
        if is_claimed and row["metric"] in {metric.metric for metric in question.metrics(task)}:
            found[task, row["language"]][row["seed"]].append(row)
    return {
        cell: {seed: members for seed, members in seeds.items() if len(members) == len(question.metrics(cell[0]))}
        for cell, seeds in found.items()
    }


def _error(metrics: Sequence[BenchmarkMetric], rows: Sequence[Sequence[Sequence[Score]]]) -> float | None:
    """Largest standard error that scores of these sizes allow, were all examples to vary together; None: not known.

    Args:
        rows: by side and seed, the scores of a cell in each metric.
    """
    total = []
    for number, metric in enumerate(sorted(metrics, key=lambda one: one.metric)):
        sides = [[members[number] for members in side] for side in rows]
        sizes = {row["n_examples"] for side in sides for row in side}
        if metric.kind is not MetricKind.SHARE or len(sizes) != 1 or 0 in sizes:
            return None
        means = [fmean(row["value"] for row in side) for side in sides]
        arms = [np.array([mean]) for mean in (means if len(means) > 1 else [*means, 0.0])]
        total.append(float(widest_error(arms[0], arms[1], np.array([float(sizes.pop())]))[0]))
    return fmean(total)


def _cells(question: _Question, arms: _Arms) -> dict[Cell, float]:
    over: Callable[[Iterable[float]], float] = median if question.is_median else fmean
    return {cell: over(seeds.values()) for cell, seeds in arms.by_seed.items()}


def _interval(question: _Question, arms: _Arms, estimate: float) -> tuple[float, float] | None:
    """Interval over trainings and examples, where there are several of the one and all is known of the other."""
    known = [(cell, error) for cell, error in arms.errors.items() if error is not None]
    if len(arms.seeds) < 2 or len(known) < len(arms.errors):
        return None
    by_seed = [question.macro({cell: values[seed] for cell, values in arms.by_seed.items()}) for seed in arms.seeds]
    weights = question.weights(arms.by_seed)
    of_examples = sum(weights[cell] * error for cell, error in known) ** 2
    of_seeds = variance(by_seed) / len(by_seed) * (median_inflation(len(by_seed)) if question.is_median else 1.0)
    whole = of_seeds + of_examples
    share = 1.0 if len(by_seed) == 2 or not whole else of_seeds / whole  # two seeds know one difference
    freedom = (len(by_seed) - 1) / max(share, _LEAST_SHARE)  # of the examples' part any number
    half = math.sqrt(whole) * float(special.stdtrit(freedom, 0.5 + LEVEL / 2))
    return estimate - half, estimate + half


def _evidence(question: _Question, place: tuple[str, str], encoder: str, arms: _Arms, n_there: int) -> Evidence:
    claim, cells = question.claim, _cells(question, arms)
    profile, benchmark = place
    name = reading_name(claim)
    estimate = question.macro(cells) if cells else None
    undecided = _undecided(arms) if cells else ""
    interval = _interval(question, arms, estimate) if estimate is not None and not undecided else None
    ids = sorted({one for pair in arms.score_ids.values() for side in pair for one in side})
    tasks = tuple(task for task in claim.tasks if any(cell[0] == task for cell in cells))
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|{profile}|{benchmark}|{name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=f"{profile} · {name}",
        profile=profile,
        encoder=encoder,
        benchmark=benchmark,
        split=claim.split.value,
        tasks=tasks,
        estimate=estimate,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        level=LEVEL if interval else None,
        method=_method(question),
        n_cells=len(cells),
        n_cells_needed=len(question.needed),
        missing_cells=_missing(question, cells, "not imported" + (" of both" if claim.against else "")),
        inputs={"score_ids": ids},
        sql=_inputs_sql(ids),
        other_differences=_differences(question, arms, cells, n_there),
        n_seeds=len(arms.seeds) if cells and not undecided else None,
        remarks=tuple(_remarks(question)) if cells else (),
        most=question.most,
        undecided=undecided,
        why_not="" if cells else _why_not(question, profile),
        details={
            "tasks": _parts(question, tasks, cells),
            "seeds": arms.seeds,
            **({"rival": arms.rival} if claim.against else {}),
            **({OWN_STATEMENT: _statement(question, arms)} if cells else {}),
        },
    )


def _undecided(arms: _Arms) -> str:
    """Why no interval can be told, however many trainings there are; "" where one can."""
    return _OPEN if any(error is None for error in arms.errors.values()) or not arms.seeds else ""


def _remarks(question: _Question) -> Iterable[str]:
    every = {metric.metric: metric for task in question.claim.tasks for metric in question.metrics(task)}
    others = [metric.title for metric in every.values() if metric.kind is not MetricKind.SHARE]
    if others:
        yield (
            f"{_listed(others)}: no share of right answers, so scores alone do not tell how far other examples would "
            "move it."
        )
    yield from direction_remarks(question.claim, tuple(every.values()))


def direction_remarks(claim: Claim, metrics: Sequence[BenchmarkMetric]) -> Iterable[str]:
    """What a number means where less is better."""
    lower = [metric.title for metric in metrics if metric.is_lower_better]
    if lower and claim.against:
        yield f"Of {_listed(lower)} less is better: the difference is how much lower the system lies."
    elif lower:
        yield f"Of {_listed(lower)} less is better."


def _listed(names: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(names))


def _method(question: _Question) -> str:
    claim = question.claim
    what = "score"
    if claim.against:
        what = "difference to the other system" + (", lower counted as better," if question.is_lower_better else "")
    return (
        f"{claim.aggregation.words} of the {what} in {claim.metric.words}, {claim.over_seeds.value} over seeds, of "
        f"imported scores; {LEVEL:.0%} t interval over seeds, and over examples as the widest that any outcomes with "
        "these scores give; none where a metric is no share of right answers, or sizes are not stated"
    )


def _why_not(question: _Question, profile: str) -> str:
    others = " or ".join(other.name for other in question.claim.against)
    system = question.claim.system.name if question.claim.system else ""
    beside = f" with {others} beside it on the same cells and seeds" if others else ""
    return f"Import {profile!r} has no claimed cell scored of {system}{beside} in every metric of the claim."


def _differences(
    question: _Question, arms: _Arms, cells: Mapping[Cell, float], n_there: int
) -> tuple[ScopeDifference, ...]:
    claim, found = question.claim, []
    counts = {task: sum(cell[0] == task for cell in cells) for task in claim.tasks}
    fewer = [
        f"{task} {n} of {len(question.languages[task])}"
        for task, n in counts.items()
        if 0 < n < len(question.languages[task])
    ]
    if fewer:
        found.append(ScopeDifference("languages", language_words(claim), "; ".join(fewer)))
    if arms.n_cut:
        found.append(ScopeDifference("examples per cell", "all", f"part of them in {arms.n_cut} of {len(cells)} cells"))
    if 0 < n_there < len(claim.against):
        names = ", ".join(other.name for other in claim.against)
        found.append(ScopeDifference("systems compared with", names, f"the best of {n_there} of {len(claim.against)}"))
    return tuple(found)


def _missing(question: _Question, there: Iterable[Cell], why: str) -> tuple[MissingEvidence, ...]:
    present = set(there)
    return tuple(
        MissingEvidence(task, language, question.splits[task], why)
        for task, language in question.needed
        if (task, language) not in present
    )


def _parts(question: _Question, tasks: Sequence[str], cells: Mapping[Cell, float]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for task in tasks:
        own = {language: value for (name, language), value in cells.items() if name == task}
        part: dict[str, object] = {"task": task, "split": question.splits[task], "gain": fmean(own.values())}
        counts = {"n_languages": len(own), "n_languages_needed": len(question.languages[task])}
        found.append(part | counts | {"languages": own})
    return found


def _nothing(question: _Question) -> Evidence:
    claim = question.claim
    system = claim.system.name if claim.system else ""
    name = reading_name(claim)
    row = absent_evidence(
        claim,
        question.languages,
        name=name,
        label=f"no import · {name}",
        why_missing=f"no import of {system}",
        sql=_inputs_sql([]),
        why_not=f"No import here scores {system} on the claim's tasks, and nothing here trains them; "
        "`python -m pipeline import scores` takes scores in.",
        details={"tasks": []},
    )
    return replace(
        row,
        method="none: nothing is imported",
        n_cells_needed=len(question.needed),
        missing_cells=_missing(question, (), f"no import of {system}"),
        inputs={"score_ids": []},
    )


def _inputs_sql(score_ids: Sequence[str]) -> str:
    where = f"score_id in ({sql_list(score_ids)})" if score_ids else "false"
    return f"select * from benchmark_scores where {where} order by score_id"  # noqa: S608


def _statement(question: _Question, arms: _Arms) -> str:
    """A statement with one number: the mean score of a system, or how much better it is than another."""
    sides = [[one for pair in arms.score_ids.values() for one in pair[side]] for side in (0, 1)]
    sign = "-" if question.claim.against and question.is_lower_better else ""
    ids = [sql_list(side) if side else "''" for side in sides]
    value = "own.value - other.value" if question.claim.against else "own.value"
    joined = "\n    inner join other using (task, language, seed)" if question.claim.against else ""
    return (
        "with\n"  # noqa: S608
        "own as (\n    select task, language, seed, avg(value) as value  -- over metrics\n    from benchmark_scores\n"
        f"    where score_id in ({ids[0]})\n    group by task, language, seed\n),\n"
        "other as (\n    select task, language, seed, avg(value) as value\n    from benchmark_scores\n"
        f"    where score_id in ({ids[1]})\n    group by task, language, seed\n),\n"
        "cells as (\n"
        f"    select task, language, {over_seeds(question.claim)}({value}) as gain  -- over seeds\n"
        f"    from own{joined}\n    group by task, language\n"
        "),\n"
        f"parts as (select {GROUPS[question.claim.aggregation]} as part, avg(gain) as gain from cells group by part)\n"
        f"select {sign}avg(gain) as estimate from parts"
    )
