"""Evidence on one system against another, and on a system's own score: from printed figures, imports and runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import duckdb

from pipeline.claims.evidence.bounds import MOST, Cell
from pipeline.claims.evidence.estimates import (
    estimate_of,
    n_languages_of,
    n_seeds_of,
    remarks_on,
    seed_details,
)
from pipeline.claims.evidence.example_outcomes import BOOTSTRAP_SEED, Answers
from pipeline.claims.evidence.gathered_cells import Body, Gathered, families_of, gathered, needed_cells, splits_of
from pipeline.claims.evidence.measured import GROUPS, over_seeds, task_parts
from pipeline.claims.evidence.measured_scope import language_differences, split_text
from pipeline.claims.evidence.nothing_ran import absent_evidence
from pipeline.claims.evidence.pairing import GainRow
from pipeline.claims.evidence.reported import Facts, printed_evidence, reading_name
from pipeline.claims.provenance.recomputation import OWN_STATEMENT
from pipeline.claims.queries import query_rows, sql_list, sql_literal
from pipeline.domain.claim import Claim, ClaimKind, System
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence, ScopeDifference
from pipeline.statistics.bootstrap import N_REPLICATES
from pipeline.statistics.intervals import LEVEL

_METHOD = (
    "{aggregation} of the {what} in {metric}, {seeds} over seeds; {level:.0%} t interval over seeds of training (where "
    "there are several), languages (as far as some of the claim's are missing) and examples (bootstrap, {n} "
    "replicates, seed {seed})"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Runs that may be set side by side: one profile on one source."""

    profile: str
    source: str
    source_digest: str


def system_evidence(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    languages: Mapping[str, tuple[str, ...]],
    facts: Facts,
    answers: Answers,
) -> list[Evidence]:
    """One row per profile and source that has the system's scores, then what is printed of it."""
    assert claim.system is not None  # noqa: S101  # the registry takes no such claim without
    printed = printed_evidence(connection, claim, facts, reading_name(claim), claim.system, claim.against)
    if claim.printed is not None:
        return printed
    return [*_measured(answers, claim, claim.system, languages), *printed]


def _measured(
    answers: Answers, claim: Claim, system: System, languages: Mapping[str, tuple[str, ...]]
) -> list[Evidence]:
    rows = _scores(answers, claim, system)
    others = [_scores(answers, claim, other) for other in claim.against]
    places = dict.fromkeys(_Place(*(str(row[name]) for name in ("profile", "source", "source_digest"))) for row in rows)
    found = [_of_place(answers, claim, place, rows, others, languages) for place in places]
    return found or [_nothing_ran(claim, system, languages)]


def _scores(answers: Answers, claim: Claim, system: System) -> list[dict[str, object]]:
    """Scores of the system's current runs on the claim's tasks."""
    return query_rows(
        answers.connection,
        "system_scores",
        encoders=[system.encoder, *system.aliases],
        regime=system.regime,
        tasks=list(claim.tasks),
        metric=claim.metric.value,
    )


def _of_place(
    answers: Answers,
    claim: Claim,
    place: _Place,
    rows: Sequence[dict[str, object]],
    others: Sequence[Sequence[dict[str, object]]],
    languages: Mapping[str, tuple[str, ...]],
) -> Evidence:
    own = [row for row in rows if row["profile"] == place.profile and row["source_digest"] == place.source_digest]
    named: dict[str | None, Sequence[GainRow]] = {None: [_row(row, None) for row in own]}
    if claim.against:
        named = {other.name: _paired(own, found) for other, found in zip(claim.against, others, strict=True)}
    found = gathered(answers, claim, named, languages)
    needed = needed_cells(claim, languages)
    can_be: dict[Cell, tuple[float, float]] = {} if claim.against else dict.fromkeys(needed, (0.0, MOST))
    number = estimate_of(claim, found, needed, languages, families_of(answers), can_be)
    half = 0.0 if number.low is None or number.high is None else (number.high - number.low) / 2
    meant = n_languages_of([each.cells for each in found.against], languages)
    name, encoder = reading_name(claim), str(own[0]["encoder"])
    differences = language_differences(claim, found, languages, number)
    if 0 < found.n_rivals < len(claim.against):
        names = ", ".join(other.name for other in claim.against)
        differences += (
            ScopeDifference("systems compared with", names, f"the best of {found.n_rivals} of {len(claim.against)}"),
        )
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|{place.profile}|{encoder}|{place.source_digest[:12]}|{name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=f"{place.profile} · {name}",
        profile=place.profile,
        encoder=encoder,
        benchmark=Body(place.profile, encoder, place.source, place.source_digest).benchmark,
        split=split_text(claim, [found.choices[task] for task in found.tasks], splits_of(answers)),
        tasks=found.tasks,
        estimate=number.value,
        low=number.low,
        high=number.high,
        level=None if number.value is None else LEVEL,
        method=_method(claim),
        n_cells=len(found.pairing.cells),
        n_cells_needed=len(needed),
        missing_cells=_missing(claim, found, needed),
        inputs={"run_ids": [run for run in found.run_ids if run]},
        sql=_inputs_sql(found),
        other_differences=differences,
        n_seeds=None if number.value is None else n_seeds_of(found.pairing.cells),
        remarks=remarks_on(found.pairing.cells, meant, half),
        is_bounded=number.is_bounded,
        about_missing=number.about_missing,
        why_not="" if number.value is not None else _why_not(claim, place, found),
        details=_details(claim, found, languages) | seed_details(found.pairing.cells),
    )


def _missing(claim: Claim, found: Gathered, needed: Sequence[Cell]) -> tuple[MissingEvidence, ...]:
    present = {(cell.task, cell.language) for cell in found.pairing.cells}
    why = found.pairing.left_out
    return tuple(
        MissingEvidence(task, language, claim.split.value, why.get((task, language), "not scored"))
        for task, language in needed
        if (task, language) not in present
    )


def _row(row: Mapping[str, object], other: Mapping[str, object] | None) -> GainRow:
    """A score as a gain over nothing, or over another system's score of the same cell and seed."""
    value = float(str(row["score"])) - (0.0 if other is None else float(str(other["score"])))
    kept = {name: row[name] for name in ("run_id", "regime", "seed", "task", "language", "split", "n_examples")}
    return GainRow(
        **kept,  # type: ignore[arg-type]
        baseline_run_id="" if other is None else str(other["run_id"]),
        gain=value,
        baseline_n_examples=int(str((other or row)["n_examples"])),
        n_available=int(str(row["n_available"])),
    )


def _paired(own: Sequence[Mapping[str, object]], others: Sequence[Mapping[str, object]]) -> list[GainRow]:
    keys = ("profile", "source_digest", "task", "language", "split", "seed")
    beside = {tuple(row[key] for key in keys): row for row in others}
    found = [(row, beside.get(tuple(row[key] for key in keys))) for row in own]
    return [_row(row, other) for row, other in found if other is not None]


def _method(claim: Claim) -> str:
    return _METHOD.format(
        aggregation=claim.aggregation.words,
        what="difference of both systems on the same examples" if claim.against else "score",
        metric=claim.metric.words,
        seeds=claim.over_seeds.value,
        level=LEVEL,
        n=N_REPLICATES,
        seed=BOOTSTRAP_SEED,
    )


def _why_not(claim: Claim, place: _Place, found: Gathered) -> str:
    if found.pairing.left_out:
        return f"Profile {place.profile!r} has no cell of the claim that can be used: {found.pairing.why_left_out}."
    others = " or ".join(other.name for other in claim.against)
    system = claim.system.name if claim.system else ""
    beside = f" with {others} beside it on the same cells and seeds" if others else ""
    return f"Profile {place.profile!r} has no target task of the claim scored by {system}{beside}."


def _nothing_ran(claim: Claim, system: System, languages: Mapping[str, tuple[str, ...]]) -> Evidence:
    return absent_evidence(
        claim,
        languages,
        name=reading_name(claim),
        label=f"no run · {reading_name(claim)}",
        why_missing=f"no run of {system.name}",
        sql="select * from run_scores where false",
        why_not=f"No run and no import here scores {system.name} on the claim's tasks.",
        details={"tasks": []},
    )


def _inputs_sql(found: Gathered) -> str:
    runs = [run for run in found.run_ids if run]
    keys = sorted({(choice.task, choice.split) for choice in found.choices.values()})
    cells = ", ".join(f"({sql_list(key)})" for key in keys)
    where = f"run_id in ({sql_list(runs)}) and (task, split) in ({cells})" if runs and keys else "false"
    return f"select * from scores where {where} order by run_id, task, language, metric"  # noqa: S608


def _details(claim: Claim, found: Gathered, languages: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    parts = task_parts(claim, found, languages)
    details: dict[str, object] = {"tasks": parts, "seeds": list(found.pairing.seeds)}
    if claim.kind is ClaimKind.COMPARISON:
        details["rival"] = found.rival
    if parts:
        pairs = sorted({(row.run_id, row.baseline_run_id) for row in found.chosen})
        details[OWN_STATEMENT] = _stored_mean(claim, pairs, parts)
    return details


def _stored_mean(claim: Claim, pairs: Sequence[tuple[str, str]], parts: Sequence[Mapping[str, object]]) -> str:
    """A statement with one number: the mean score of a system, or its difference to another's.

    Args:
        pairs: run of the system and run of the other beside it, "" for none.
        parts: as `stored_mean`, without regimes.
    """
    keys = [
        (str(part["task"]), str(part["split"]), language)
        for part in parts
        for language in sorted(cast("dict[str, float]", part["languages"]))
    ]
    cells = ",\n        ".join(f"({sql_list(key)})" for key in keys)
    values = ",\n        ".join(f"({sql_list(pair)})" for pair in pairs)
    metric = sql_literal(claim.metric.value)
    scored = f"select run_id, task, language, split, value from run_scores where metric = {metric}"  # noqa: S608
    return (
        "with\n"  # noqa: S608
        f"pairs (run_id, other_run_id) as (\n    values\n        {values}\n),\n"
        f"scored as ({scored}),\n"
        "cells as (\n"
        "    select one.task as task, one.language as language,\n"
        f"        {over_seeds(claim)}(one.value - coalesce(other.value, 0)) as gain  -- over seeds\n"
        "    from pairs inner join scored as one on pairs.run_id = one.run_id\n"
        "    left join scored as other on pairs.other_run_id = other.run_id and one.task = other.task\n"
        "        and one.language = other.language and one.split = other.split\n"
        f"    where (one.task, one.split, one.language) in (\n        {cells}\n    )\n"
        "    and (pairs.other_run_id = '' or other.value is not null)\n"
        "    group by one.task, one.language\n"
        "),\n"
        f"parts as (select {GROUPS[claim.aggregation]} as part, avg(gain) as gain from cells group by part)\n"
        "select avg(gain) as estimate from parts"
    )
