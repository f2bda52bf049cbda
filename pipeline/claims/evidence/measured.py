"""Measured evidence: what the runs of this project say about a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import duckdb

from pipeline.claims.evidence.bounds import MOST, Cell
from pipeline.claims.evidence.estimates import (
    Estimated,
    estimate_of,
    level_of,
    n_languages_of,
    n_seeds_of,
    remarks_on,
    seed_details,
)
from pipeline.claims.evidence.example_outcomes import BOOTSTRAP_SEED, Answers
from pipeline.claims.evidence.gathered_cells import (
    Body,
    Gathered,
    families_of,
    gather,
    measured_bodies,
    needed_cells,
    splits_of,
)
from pipeline.claims.evidence.measured_scope import differences, lacking_metrics, missing_cells, split_text
from pipeline.claims.evidence.nothing_ran import nothing_ran
from pipeline.claims.evidence.selection import selection_details
from pipeline.claims.provenance.recomputation import OWN_STATEMENT
from pipeline.claims.queries import sql_list, sql_literal
from pipeline.claims.registry.interpretations import Reading, reading_of_nothing, readings_of
from pipeline.domain.claim import Aggregation, AnyMetric, Claim, ClaimKind, Metric, OverSeeds
from pipeline.domain.evidence import Evidence, EvidenceKind
from pipeline.statistics.bootstrap import N_REPLICATES
from pipeline.statistics.equivalence import equivalence_test

_METHOD = (
    "{aggregation} of the paired gain in {metric}, {seeds} over seeds; "
    "{level:.0%} t interval over seeds of training (where there are several), languages (as far as some of the claim's "
    "are missing) and examples (paired bootstrap, {n} replicates, seed {seed})"
)
_MORE_METHOD = {
    ClaimKind.BEST_OF_GAIN: "; the best regime of each task is chosen on dev where all have scores there, else on the "
    "evaluated split; the interval is of the mean of each task's largest true gain and takes the choice in",
    ClaimKind.ORDERING: "; here the gain is over the rival, not over the baseline: both regimes on the same examples; "
    "of several rivals the interval holds for the best, whichever that is (Bonferroni)",
    ClaimKind.ABSENCE: "; the interval lies within the margin where two one-sided tests at 5% both say so",
}


GROUPS = {
    Aggregation.MEAN_OVER_TASKS: "task",
    Aggregation.MEAN_OVER_LANGUAGES: "language",
    Aggregation.MEAN_OVER_FAMILIES: (
        "(select any_value(family) from languages as known where known.language = cells.language)"
    ),
}


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


def _body_evidence(
    answers: Answers,
    claim: Claim,
    body: Body,
    reading: Reading,
    languages: Mapping[str, tuple[str, ...]],
) -> Evidence:
    needed = needed_cells(claim, languages)
    found = gather(answers, claim, body, reading, languages)
    missing = missing_cells(answers, claim, body, found, needed)
    level = level_of(claim)
    number = estimate_of(
        claim, found, needed, languages, families_of(answers), _known_arms(answers, claim, body, found)
    )
    method = _METHOD.format(
        aggregation=claim.aggregation.words,
        metric=claim.metric.words,
        seeds=claim.over_seeds.value,
        level=level,
        n=N_REPLICATES,
        seed=BOOTSTRAP_SEED,
    )
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|{body.profile}|{body.encoder}|{body.source_digest[:12]}|{reading.name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=f"{body.profile} · {body.encoder} · {reading.name}",
        profile=body.profile,
        encoder=body.encoder,
        benchmark=body.benchmark,
        split=split_text(claim, [found.choices[task] for task in found.tasks], splits_of(answers)),
        tasks=found.tasks,
        estimate=number.value,
        low=number.low,
        high=number.high,
        level=None if number.value is None else level,
        method=method + _MORE_METHOD.get(claim.kind, ""),
        n_cells=len(found.pairing.cells),
        n_cells_needed=len(needed),
        missing_cells=missing,
        inputs={"run_ids": found.run_ids},
        sql=inputs_sql(body, found, claim.metric),
        other_differences=differences(answers.connection, claim, reading, found, languages, number),
        n_seeds=None if number.value is None else n_seeds_of(found.pairing.cells),
        remarks=_remarks(found, languages, number),
        is_bounded=number.is_bounded,
        about_missing=number.about_missing,
        why_not="" if number.value is not None else _why_not(answers, claim, body, reading, found),
        details=_details(claim, reading, found, languages)
        | seed_details(found.pairing.cells)
        | _selection_audit(answers, claim, found),
    )


def _remarks(found: Gathered, languages: Mapping[str, tuple[str, ...]], number: Estimated) -> tuple[str, ...]:
    half = 0.0 if number.low is None or number.high is None else (number.high - number.low) / 2
    meant = n_languages_of([pairing.cells for pairing in found.against], languages)
    chosen = f"The best was chosen, for which the interval reaches {number.of_choice:.2f} points further down."
    return (*([chosen] if number.of_choice else []), *remarks_on(found.pairing.cells, meant, half))


def _known_arms(answers: Answers, claim: Claim, body: Body, found: Gathered) -> dict[Cell, tuple[float, float]]:
    """Least and most gain of cells of which one arm was scored; a score lies in 0 to 100."""
    keys = {"profile": body.profile, "encoder": body.encoder, "source_digest": body.source_digest}
    scores = {
        (row["regime"], row["task"], row["language"], row["split"]): row["score"]
        for row in answers.rows("arm_scores", **keys, metric=claim.metric.value)
    }
    can_be = {}
    for task, choice in found.choices.items():
        for language in sorted({language for _, name, language, _ in scores if name == task}):
            if (task, language) in found.pairing.left_out:
                continue
            subject = scores.get((choice.regime, task, language, choice.split))
            other = scores.get((found.rival or claim.baseline, task, language, choice.split))
            if subject is None and other is not None:
                can_be[task, language] = (-other, MOST - other)
            if subject is not None and other is None:
                can_be[task, language] = (subject - MOST, subject)
    return can_be


def _selection_audit(answers: Answers, claim: Claim, found: Gathered) -> dict[str, object]:
    if claim.kind is not ClaimKind.BEST_OF_GAIN:
        return {}
    return {"selection_audit": selection_details(answers, found.rows, found.choices)}


def _why_not(answers: Answers, claim: Claim, body: Body, reading: Reading, found: Gathered) -> str:
    if found.pairing.left_out:
        return f"Profile {body.profile!r} has no cell of the claim that can be used: {found.pairing.why_left_out}."
    beside = f"and after {' or '.join(reading.rivals)}" if reading.rivals else "and without an intermediate task"
    regimes = " or ".join(reading.regimes)
    said = f"Profile {body.profile!r} has no target task of the claim scored both after {regimes} {beside}"
    lacking = lacking_metrics(answers, claim, body)
    return f"{said} in {claim.metric.words}; {lacking}." if lacking else f"{said}."


def inputs_sql(body: Body, found: Gathered, metric: AnyMetric = Metric.TASK_SCORE) -> str:
    """Statement that reads the gains behind an estimate from the built file."""
    choices = [found.choices[task] for task in found.tasks]
    rivals = (found.rival,) if found.rival else ()
    keys = {(choice.task, regime, choice.split) for choice in choices for regime in (choice.regime, *rivals)}
    wanted = ", ".join(f"({sql_list(key)})" for key in sorted(keys))
    return (  # the literals are quoted: this text is stored, and run by readers as it stands
        f"select * from gains\n"  # noqa: S608
        f"where metric = {sql_literal(metric.value)} and profile = {sql_literal(body.profile)}\n"
        f"    and encoder = {sql_literal(body.encoder)} and source_digest = {sql_literal(body.source_digest)}\n"
        + (f"    and (task, regime, split) in ({wanted})\n" if choices else "    and false\n")
        + "order by task, language, seed"
    )


def task_parts(claim: Claim, found: Gathered, languages: Mapping[str, tuple[str, ...]]) -> list[dict[str, object]]:
    """What each task adds to an estimate: its mean and that of each language, over seeds as the claim says."""
    parts: list[dict[str, object]] = []
    for task in found.tasks:
        is_median = claim.over_seeds is OverSeeds.MEDIAN
        own = [cell for cell in found.pairing.cells if cell.task == task]
        cells = {cell.language: cell.median_gain if is_median else cell.gain for cell in own}
        parts.append(
            {
                "task": task,
                "split": found.choices[task].split,
                "gain": sum(cells.values()) / len(cells),
                "n_languages": len(cells),
                "n_languages_needed": len(languages[task]),
                "languages": cells,
            }
        )
    return parts


def _details(
    claim: Claim, reading: Reading, found: Gathered, languages: Mapping[str, tuple[str, ...]]
) -> dict[str, object]:
    parts = [part | {"regime": found.choices[str(part["task"])].regime} for part in task_parts(claim, found, languages)]
    details: dict[str, object] = {
        "regimes": list(reading.regimes),
        "tasks": parts,
        "seeds": list(found.pairing.seeds),
    }
    if found.rival is not None:
        details |= {"rival": found.rival}
    if parts:
        details |= {OWN_STATEMENT: stored_mean(claim, found.run_ids, found.rival, parts)}
    if claim.kind is ClaimKind.ABSENCE and parts:
        gains = [gain for part in parts for gain in cast("dict[str, float]", part["languages"]).values()]
        details |= {"equivalence_over_languages": equivalence_test(gains, claim.tolerance)}
    return details


def stored_mean(claim: Claim, run_ids: Sequence[str], rival: str | None, parts: Sequence[Mapping[str, object]]) -> str:
    """A statement with one number, the claimed mean over the cells of the evidence.

    Args:
        rival: regime that the gain is over; None: the baseline.
        parts: task, regime, split and languages of each task, as kept in the evidence's details.
    """
    keys = [
        (str(part["task"]), str(part["regime"]), str(part["split"]), language)
        for part in parts
        for language in sorted(cast("dict[str, float]", part["languages"]))
    ]
    cells = ",\n        ".join(f"({sql_list(key)})" for key in keys)
    gain, source, condition = gains_in_sql(claim, run_ids, rival)
    return (
        "with\n"  # noqa: S608  # the literals are quoted: this text is stored, and run by readers as it stands
        "cells as (\n"
        f"    select task, language, {over_seeds(claim)}({gain}) as gain  -- over seeds\n"
        f"    from {source}\n"
        f"    where {condition}\n"
        f"    and (task, one.regime, split, language) in (\n        {cells}\n    )\n"
        "    group by task, language\n"
        "),\n"
        f"parts as (select {GROUPS[claim.aggregation]} as part, avg(gain) as gain from cells group by part)\n"
        "select avg(gain) as estimate from parts"
    )


def over_seeds(claim: Claim) -> str:
    """The SQL function that makes one number of several seeds."""
    return "avg" if claim.over_seeds is OverSeeds.MEAN else "median"


def gains_in_sql(claim: Claim, run_ids: Sequence[str], rival: str | None) -> tuple[str, str, str]:
    """The gain of a row, the rows, and their condition."""
    gain, source, of_rival = "one.gain", "gains as one", ""
    if rival is not None:
        gain = "one.value - other.value"
        source += " inner join gains as other using (baseline_run_id, task, language, split, metric)"
        of_rival = f" and other.regime = {sql_literal(rival)}"
    metric = "one.metric" if rival is None else "metric"
    condition = f"{metric} = {sql_literal(claim.metric.value)} and one.run_id in ({sql_list(run_ids)}){of_rival}"
    return gain, source, condition
