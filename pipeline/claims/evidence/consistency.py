"""Measured evidence on "improves k of n": how many regimes, or target tasks, gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from pipeline.claims.evidence.estimates import NOTHING, Estimated, estimate_of, n_seeds_of
from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathered_cells import (
    Body,
    Gathered,
    families_of,
    gather,
    measured_bodies,
    needed_cells,
    splits_of,
)
from pipeline.claims.evidence.measured import GROUPS, gains_in_sql, inputs_sql, over_seeds
from pipeline.claims.evidence.measured_scope import differences, missing_cells, split_text
from pipeline.claims.evidence.nothing_ran import nothing_ran
from pipeline.claims.provenance.recomputation import OWN_STATEMENT
from pipeline.claims.queries import sql_list
from pipeline.claims.registry.interpretations import Reading, baseline_of, readings_of
from pipeline.claims.verdicts.judge import ANYTHING, lies_within, meets
from pipeline.domain.claim import Claim, ClaimKind, Comparator, Counted
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence, ScopeDifference
from pipeline.statistics.intervals import LEVEL

_METHOD = (
    "number of {units} with a mean gain above zero; at least those whose interval lies above zero, at most those whose "
    "interval does not lie below it and those that were not scored; all intervals together hold at {level:.0%}"
)


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One regime or one target task with its gain."""

    name: str
    claim: Claim  # the claim, cut to this unit
    reading: Reading
    found: Gathered
    number: Estimated  # points; without a value: not scored

    @property
    def gain(self) -> float | None:
        """Mean gain, points; None: not scored."""
        return self.number.value

    @property
    def low(self) -> float | None:
        """Lower end of its interval."""
        return self.number.low

    @property
    def high(self) -> float | None:
        """Upper end of its interval."""
        return self.number.high


def consistency_evidence(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    languages: Mapping[str, tuple[str, ...]],
    answers: Answers | None = None,
) -> list[Evidence]:
    """One row per body of runs; one that says so where nothing has run. Arguments as `measured_evidence`."""
    held = answers or Answers(connection)
    bodies = measured_bodies(held)
    if not bodies:
        return [nothing_ran(claim, reading, languages) for reading in readings_of(claim)]
    return [_body_evidence(held, claim, body, languages) for body in bodies]


def count_interval(units: Sequence[tuple[float | None, float | None, float | None]]) -> tuple[int, int, int]:
    """How many units gain: the count of gains above zero, the least and the most that there can be.

    Args:
        units: (gain, low, high) of each, points; None where it was not scored.
    """
    scored = [
        (gain, low, high) for gain, low, high in units if gain is not None and low is not None and high is not None
    ]
    count = sum(gain > 0 for gain, _, _ in scored)
    least = sum(low > 0 for _, low, _ in scored)
    most = sum(high > 0 for _, _, high in scored) + len(units) - len(scored)
    return count, min(least, count), max(most, count)


def _units(answers: Answers, claim: Claim, body: Body, languages: Mapping[str, tuple[str, ...]]) -> list[Unit]:
    over, _ = baseline_of(claim)
    if claim.counted is Counted.REGIMES:
        plans = [(regime, claim, Reading(regime, (regime,), over)) for regime in claim.regimes]
    else:
        plans = [(task, replace(claim, tasks=(task,)), Reading(task, claim.regimes, over)) for task in claim.tasks]
    level = 1.0 - (1.0 - LEVEL) / len(plans)  # so that all hold together
    return [_unit(answers, name, part, body, reading, languages, level) for name, part, reading in plans]


def _unit(
    answers: Answers,
    name: str,
    claim: Claim,
    body: Body,
    reading: Reading,
    languages: Mapping[str, tuple[str, ...]],
    level: float,
) -> Unit:
    found = gather(answers, claim, body, reading, languages)
    if set(found.tasks) != set(claim.tasks):  # a unit counts with all of its tasks or not at all
        return Unit(name, claim, reading, found, NOTHING)
    needed = needed_cells(claim, languages)
    above_zero = replace(claim, kind=ClaimKind.PRESENCE, comparator=Comparator.ABOVE, value="0", tolerance=0.0)
    above_zero = replace(above_zero, value_low=0.0, value_high=0.0)
    number = estimate_of(above_zero, found, needed, languages, families_of(answers), {}, level)
    if n_seeds_of(found.pairing.cells) == 1:
        number = replace(number, low=-ANYTHING, high=ANYTHING)
    return Unit(name, claim, reading, found, number)


def can_decide(claim: Claim, n_scored: int, n_counted: int) -> bool:
    """Whether any outcome of the scored units would decide the claim, whatever the others would give."""
    n_others = n_counted - n_scored
    return any(
        lies_within(claim, count, count + n_others) or not meets(claim, count, count + n_others)
        for count in range(n_scored + 1)
    )


def _body_evidence(answers: Answers, claim: Claim, body: Body, languages: Mapping[str, tuple[str, ...]]) -> Evidence:
    connection = answers.connection
    (reading,) = readings_of(claim)
    units = _units(answers, claim, body, languages)
    scored = [unit for unit in units if unit.gain is not None]
    count, least, most = count_interval([(unit.gain, unit.low, unit.high) for unit in units])
    tasks = tuple(task for task in claim.tasks if any(task in unit.found.tasks for unit in scored))
    needed = len(claim.regimes if claim.counted is Counted.REGIMES else claim.tasks)
    counted = claim.counted.value if claim.counted else ""
    runs = sorted({run for unit in scored for run in unit.found.run_ids})
    choices = [unit.found.choices[task] for unit in scored for task in unit.found.tasks]
    has = bool(scored) and can_decide(claim, len(scored), needed)
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|{body.profile}|{body.encoder}|{body.source_digest[:12]}|{reading.name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=f"{body.profile} · {body.encoder} · {len(scored)} of {needed} {counted}",
        profile=body.profile,
        encoder=body.encoder,
        benchmark=body.benchmark,
        split=split_text(claim, choices, splits_of(answers)),
        tasks=tasks,
        estimate=float(count) if has else None,
        low=float(least) if has else None,
        high=float(most) if has else None,
        level=LEVEL if has else None,
        method=_METHOD.format(units=counted, level=LEVEL),
        n_cells=len(scored),
        n_cells_needed=needed,
        missing_cells=_missing(answers, body, units, languages),
        inputs={"run_ids": runs},
        sql=_inputs_sql(body, scored),
        other_differences=_differences(connection, scored, languages),
        remarks=_remarks(scored, counted),
        why_not="" if has else _why_not(claim, body, len(scored), needed),
        details=_details(claim, units, runs, least, has_estimate=has),
    )


def _remarks(scored: Sequence[Unit], counted: str) -> tuple[str, ...]:
    n_open = sum(n_seeds_of(unit.found.pairing.cells) == 1 for unit in scored)
    if not n_open:
        return ()
    said = f"{n_open} of the {len(scored)} scored {counted} were trained with one seed, which decides nothing"
    return (f"{said}; each may count or not.",)


def _why_not(claim: Claim, body: Body, n_scored: int, n_counted: int) -> str:
    counted = claim.counted.value if claim.counted else ""
    said = f"Profile {body.profile!r} has {n_scored or 'none'} of the {n_counted} {counted} scored beside a baseline"
    deciding = next((number for number in range(1, n_counted + 1) if can_decide(claim, number, n_counted)), None)
    if not n_scored or deciding is None:
        return f"{said}."
    return f"{said}; whatever these give, fewer than {deciding} cannot decide."


def _missing(
    answers: Answers,
    body: Body,
    units: Sequence[Unit],
    languages: Mapping[str, tuple[str, ...]],
) -> tuple[MissingEvidence, ...]:
    """Missing cells of the scored units; of the others the tasks."""
    found: dict[tuple[str, str, str], MissingEvidence] = {}
    for unit in units:
        if unit.gain is None:
            cells = [
                MissingEvidence(task, "*", unit.claim.split.value, f"{' or '.join(unit.reading.regimes)}: not scored")
                for task in unit.claim.tasks
                if task not in unit.found.tasks
            ]
        else:
            needed = needed_cells(unit.claim, languages)
            cells = list(missing_cells(answers, unit.claim, body, unit.found, needed))
        for cell in cells:
            found.setdefault((cell.task, cell.language, cell.reason), cell)
    return tuple(found.values())


def _differences(
    connection: duckdb.DuckDBPyConnection, scored: Sequence[Unit], languages: Mapping[str, tuple[str, ...]]
) -> tuple[ScopeDifference, ...]:
    """Those of all units, each once; regimes that were not scored widen the interval instead."""
    rows = [row for unit in scored for row in _of_unit(connection, unit, languages)]
    return tuple(dict.fromkeys(rows))


def _of_unit(
    connection: duckdb.DuckDBPyConnection, unit: Unit, languages: Mapping[str, tuple[str, ...]]
) -> tuple[ScopeDifference, ...]:
    return differences(connection, unit.claim, unit.reading, unit.found, languages, unit.number)


def _inputs_sql(body: Body, scored: Sequence[Unit]) -> str:
    parts = [inputs_sql(body, unit.found, unit.claim.metric).rpartition("\norder by")[0] for unit in scored]
    return "\nunion\n".join(parts) + "\norder by all" if parts else "select * from gains where false"


def _details(
    claim: Claim, units: Sequence[Unit], runs: Sequence[str], least: int, *, has_estimate: bool
) -> dict[str, object]:
    scored = [unit for unit in units if unit.gain is not None]
    details: dict[str, object] = {
        "tasks": [],
        "units": [{"unit": unit.name, "gain": unit.gain, "low": unit.low, "high": unit.high} for unit in units],
        "n_certain": least,
        "n_scored": len(scored),
    }
    if has_estimate:
        details[OWN_STATEMENT] = _count_sql(claim, scored, runs)
    return details


def _count_sql(claim: Claim, scored: Sequence[Unit], runs: Sequence[str]) -> str:
    """Statement that counts the gains above zero anew."""
    wanted = [
        (unit.name, cell.task, unit.found.choices[cell.task].regime, unit.found.choices[cell.task].split, cell.language)
        for unit in scored
        for cell in unit.found.pairing.cells
    ]
    over, _ = baseline_of(claim)
    return _stored_count(claim, runs, over[0] if over else None, wanted)


def _stored_count(
    claim: Claim, run_ids: Sequence[str], rival: str | None, wanted: Sequence[tuple[str, str, str, str, str]]
) -> str:
    """A statement with one number: how many units have a mean gain above zero.

    Args:
        wanted: unit, task, regime, split, language of every cell.
    """
    values = ",\n        ".join(f"({sql_list(key)})" for key in wanted)
    gain, source, condition = gains_in_sql(claim, run_ids, rival)
    group = GROUPS[claim.aggregation]
    return (
        "with\n"  # noqa: S608
        "wanted (unit, task, regime, split, language) as (\n"
        f"    values\n        {values}\n),\n"
        "gained as (\n"
        f"    select task, one.regime as regime, split, language, {gain} as gain from {source}\n"
        f"    where {condition}\n"
        "),\n"
        "cells as (\n"
        f"    select unit, task, language, {over_seeds(claim)}(gain) as gain  -- over seeds\n"
        "    from wanted inner join gained using (task, regime, split, language)\n"
        "    group by unit, task, language\n"
        "),\n"
        f"parts as (select unit, {group} as part, avg(gain) as gain from cells group by unit, part),\n"
        "units as (select unit, avg(gain) as gain from parts group by unit)\n"
        "select count(*) filter (where gain > 0)::double as estimate from units"
    )
