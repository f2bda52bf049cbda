"""Measured evidence: what the runs of this project say about a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import duckdb

from pipeline.claims.evidence.example_outcomes import BOOTSTRAP_SEED, Answers
from pipeline.claims.evidence.gathered_cells import Body, Gathered, gather, measured_bodies, needed_cells
from pipeline.claims.evidence.measured_scope import differences, missing_cells, split_text
from pipeline.claims.evidence.seeds import n_seeds_of, remarks_on, seed_details
from pipeline.claims.evidence.selection import selection_details
from pipeline.claims.provenance.recomputation import OWN_STATEMENT
from pipeline.claims.queries import sql_list, sql_literal
from pipeline.claims.registry.interpretations import Reading, reading_of_nothing, readings_of
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence
from pipeline.statistics.equivalence import equivalence_test
from pipeline.statistics.intervals import LEVEL, N_REPLICATES, macro_gain, smallest_gain_interval

_METHOD = (
    "mean over tasks of the mean over languages of the paired gain in XTREME's task score, mean over seeds; "
    "{level:.0%} t interval over seeds of training (where there are several), languages (as far as some of the claim's "
    "are missing) and examples (paired bootstrap, {n} replicates, seed {seed})"
)
_MORE_METHOD = {
    ClaimKind.BEST_OF_GAIN: "; the best regime of each task is chosen once, on the split named, and held fixed",
    ClaimKind.ORDERING: "; here the gain is over the rival, not over the baseline: both regimes on the same examples; "
    "of several rivals the interval holds for the best, whichever that is (Bonferroni)",
    ClaimKind.ABSENCE: "; the interval lies within the margin where two one-sided tests at 5% both say so",
}
EQUIVALENCE_LEVEL = 0.90


def measured_evidence(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    languages: Mapping[str, tuple[str, ...]],
    answers: Answers | None = None,
) -> list[Evidence]:
    """One row per body of runs and reading of the claim; one per reading that says so where nothing has run.

    Args:
        languages: of each registered task, as XTREME evaluates it.
        answers: of the same file, with what other claims have read; None: read anew.
    """
    held = answers or Answers(connection)
    bodies = measured_bodies(held)
    if not bodies:
        return [nothing_ran(claim, reading, languages) for reading in reading_of_nothing(claim)]
    return [row for body in bodies for row in _body_rows(held, claim, body, languages)]


def _body_rows(answers: Answers, claim: Claim, body: Body, languages: Mapping[str, tuple[str, ...]]) -> list[Evidence]:
    """Every reading of a gain; of other kinds those that the body has scores for, or one row for all of them."""
    rows = [_body_evidence(answers, claim, body, reading, languages) for reading in readings_of(claim)]
    if claim.kind in (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN):
        return rows
    return [row for row in rows if row.estimate is not None] or [
        _body_evidence(answers, claim, body, reading, languages) for reading in reading_of_nothing(claim)
    ]


def nothing_ran(claim: Claim, reading: Reading, languages: Mapping[str, tuple[str, ...]]) -> Evidence:
    """The row of a reading in a home without any run."""
    needed, name = needed_cells(claim, languages), reading.name
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|none|{name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=f"no run yet · {name}",
        profile=None,
        encoder=claim.scope_encoder,
        benchmark=claim.scope_benchmark,
        split=claim.split,
        tasks=(),
        estimate=None,
        low=None,
        high=None,
        level=None,
        method="none: nothing has been run",
        n_cells=0,
        n_cells_needed=len(needed),
        missing_cells=tuple(
            MissingEvidence(task, language, claim.split, "nothing has been run") for task, language in needed
        ),
        inputs={"run_ids": []},
        sql="select * from gains where false",
        why_not="Nothing has been run yet; `make run` scores a small encoder.",
        details={"regimes": list(reading.regimes)},
    )


def _body_evidence(
    answers: Answers,
    claim: Claim,
    body: Body,
    reading: Reading,
    languages: Mapping[str, tuple[str, ...]],
) -> Evidence:
    needed = needed_cells(claim, languages)
    connection = answers.connection
    found = gather(answers, claim, body, reading, languages)
    gains = [(cell.task, cell.gain) for cell in found.pairing.cells]
    level = level_of(claim)
    low, high = interval_over(found, languages, level) if gains else (None, None)
    half = 0.0 if low is None or high is None else (high - low) / 2
    method = _METHOD.format(level=level, n=N_REPLICATES, seed=BOOTSTRAP_SEED)
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|{body.profile}|{body.encoder}|{body.source_digest[:12]}|{reading.name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=f"{body.profile} · {body.encoder} · {reading.name}",
        profile=body.profile,
        encoder=body.encoder,
        benchmark=body.benchmark,
        split=split_text(claim, [found.choices[task] for task in found.tasks]),
        tasks=found.tasks,
        estimate=macro_gain(gains) if gains else None,
        low=low,
        high=high,
        level=level if gains else None,
        method=method + _MORE_METHOD.get(claim.kind, ""),
        n_cells=len(gains),
        n_cells_needed=len(needed),
        missing_cells=missing_cells(answers, claim, body, found, needed),
        inputs={"run_ids": found.run_ids},
        sql=inputs_sql(body, found),
        other_differences=differences(connection, claim, reading, found, languages),
        n_seeds=n_seeds_of(found.pairing.cells) if gains else None,
        remarks=remarks_on(found.pairing.cells, _n_languages(found, languages), half),
        why_not="" if gains else _why_not(body, reading),
        details=_details(claim, reading, found, languages)
        | seed_details(found.pairing.cells)
        | _selection_audit(answers, claim, found),
    )


def interval_over(found: Gathered, languages: Mapping[str, tuple[str, ...]], level: float) -> tuple[float, float]:
    """Interval of the mean gain over the baseline, or over the best of all rivals, whichever that is."""
    return smallest_gain_interval(
        [pairing.cells for pairing in found.against], n_languages=_n_languages(found, languages), level=level
    )


def _n_languages(found: Gathered, languages: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """How many languages the claim names, by task with a cell."""
    return {cell.task: len(languages[cell.task]) for pairing in found.against for cell in pairing.cells}


def _selection_audit(answers: Answers, claim: Claim, found: Gathered) -> dict[str, object]:
    if claim.kind is not ClaimKind.BEST_OF_GAIN:
        return {}
    return {"selection_audit": selection_details(answers, found.rows, found.choices)}


def level_of(claim: Claim) -> float:
    """Confidence of the interval; a test of absence at 5% is two one-sided tests, so an interval of 90%."""
    return EQUIVALENCE_LEVEL if claim.kind is ClaimKind.ABSENCE else LEVEL


def _why_not(body: Body, reading: Reading) -> str:
    beside = f"and after {' or '.join(reading.rivals)}" if reading.rivals else "and without an intermediate task"
    regimes = " or ".join(reading.regimes)
    return f"Profile {body.profile!r} has no target task of the claim scored both after {regimes} {beside}."


def inputs_sql(body: Body, found: Gathered) -> str:
    """Statement that reads the gains behind an estimate from the built file."""
    choices = [found.choices[task] for task in found.tasks]
    rivals = (found.rival,) if found.rival else ()
    keys = {(choice.task, regime, choice.split) for choice in choices for regime in (choice.regime, *rivals)}
    wanted = ", ".join(f"({sql_list(key)})" for key in sorted(keys))
    return (  # the literals are quoted: this text is stored, and run by readers as it stands
        "select * from gains\n"  # noqa: S608
        f"where metric = 'task_score' and profile = {sql_literal(body.profile)}\n"
        f"    and encoder = {sql_literal(body.encoder)} and source_digest = {sql_literal(body.source_digest)}\n"
        + (f"    and (task, regime, split) in ({wanted})\n" if choices else "    and false\n")
        + "order by task, language, seed"
    )


def _difference_sql(run_ids: Sequence[str], rival: str, parts: Sequence[Mapping[str, object]]) -> str:
    """Statement that computes an ordering's estimate anew."""
    keys = [
        (str(part["task"]), str(part["regime"]), str(part["split"]), language)
        for part in parts
        for language in sorted(cast("dict[str, float]", part["languages"]))
    ]
    cells = ",\n        ".join(f"({sql_list(key)})" for key in keys)
    return (
        "with\n"  # noqa: S608
        "cells as (\n"
        "    select one.task, one.language, avg(one.value - other.value) as gain  -- over seeds\n"
        "    from gains as one inner join gains as other\n"
        "        using (baseline_run_id, task, language, split, metric)\n"
        f"    where metric = 'task_score' and one.run_id in ({sql_list(run_ids)})\n"
        f"    and other.regime = {sql_literal(rival)}\n"
        f"    and (task, one.regime, split, language) in (\n        {cells}\n    )\n"
        "    group by one.task, one.language\n"
        "),\n"
        "tasks as (select task, avg(gain) as gain from cells group by task)\n"
        "select avg(gain) as estimate from tasks"
    )


def _details(
    claim: Claim, reading: Reading, found: Gathered, languages: Mapping[str, tuple[str, ...]]
) -> dict[str, object]:
    parts: list[dict[str, object]] = []
    for task in found.tasks:
        cells = {cell.language: cell.gain for cell in found.pairing.cells if cell.task == task}
        parts.append(
            {
                "task": task,
                "regime": found.choices[task].regime,
                "split": found.choices[task].split,
                "gain": sum(cells.values()) / len(cells),
                "n_languages": len(cells),
                "n_languages_needed": len(languages[task]),
                "languages": cells,
            }
        )
    details: dict[str, object] = {
        "regimes": list(reading.regimes),
        "tasks": parts,
        "seeds": list(found.pairing.seeds),
    }
    if found.rival is not None:
        details |= {"rival": found.rival, OWN_STATEMENT: _difference_sql(found.run_ids, found.rival, parts)}
    if claim.kind is ClaimKind.ABSENCE and parts:
        gains = [gain for part in parts for gain in cast("dict[str, float]", part["languages"]).values()]
        details |= {"equivalence_over_languages": equivalence_test(gains, claim.tolerance)}
    return details
