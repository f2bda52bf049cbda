"""Measured evidence: what the runs of this project say about a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import duckdb

from pipeline.claims.evidence.body_gains import gains_over_baseline, gains_over_rival
from pipeline.claims.evidence.candidates import selection_details
from pipeline.claims.evidence.example_outcomes import BOOTSTRAP_SEED, Answers
from pipeline.claims.evidence.pairing import GainRow, Pairing, pair_predictions
from pipeline.claims.evidence.selection import Choice, choose
from pipeline.claims.provenance.recomputation import OWN_STATEMENT
from pipeline.claims.queries import query_rows, sql_list, sql_literal
from pipeline.claims.registry.interpretations import Reading, reading_of_nothing, readings_of
from pipeline.claims.verdicts.scope import FLATTERING_CHOICE
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence, ScopeDifference
from pipeline.statistics.equivalence import equivalence_test
from pipeline.statistics.intervals import LEVEL, N_REPLICATES, macro_gain, macro_gain_interval

BENCHMARKS = {"xtreme_folder": "XTREME (folder)", "hub": "XTREME (hub)", "generated": "Mini-XTREME"}
_METHOD = (
    "mean over tasks of the mean over languages of the paired gain in XTREME's task score, median over seeds; "
    "{level:.0%} t interval over seeds of training (where there are several), languages (as far as some of the claim's "
    "are missing) and examples (paired bootstrap, {n} replicates, seed {seed})"
)
_MORE_METHOD = {
    ClaimKind.BEST_OF_GAIN: "; the best regime of each task is chosen once, on the split named, and held fixed",
    ClaimKind.ORDERING: "; here the gain is over the rival, not over the baseline: both regimes on the same examples",
    ClaimKind.ABSENCE: "; the interval lies within the margin where two one-sided tests at 5% both say so",
}
EQUIVALENCE_LEVEL = 0.90


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


def measured_bodies(answers: Answers) -> list[Body]:
    """Everything that has runs on target tasks."""
    return [Body(**row) for row in answers.rows("measured_bodies")]


def _body_rows(answers: Answers, claim: Claim, body: Body, languages: Mapping[str, tuple[str, ...]]) -> list[Evidence]:
    """Every reading of a gain; of other kinds those that the body has scores for, or one row for all of them."""
    rows = [_body_evidence(answers, claim, body, reading, languages) for reading in readings_of(claim)]
    if claim.kind in (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN):
        return rows
    return [row for row in rows if row.estimate is not None] or [
        _body_evidence(answers, claim, body, reading, languages) for reading in reading_of_nothing(claim)
    ]


def needed_cells(claim: Claim, languages: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(task, language) of every cell the claim covers; language "*" for a task that is not registered."""
    return [(task, language) for task in claim.tasks for language in languages.get(task, ("*",))]


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
        sql="select * from task_gains where false",
        why_not="Nothing has been run yet; `make run` scores a small encoder.",
        details={"regimes": list(reading.regimes)},
    )


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The cells behind one estimate, and how they were chosen."""

    choices: Mapping[str, Choice]
    chosen: tuple[GainRow, ...]
    pairing: Pairing
    rival: str | None  # None: the baseline
    n_rivals: int  # that were scored beside it
    rows: tuple[GainRow, ...] = ()  # gains of every regime of the reading, on all splits

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
    needed = set(needed_cells(claim, languages))
    found = []
    for rival in reading.rivals or (None,):
        rows = [row for row in _gain_rows(answers, claim, body, reading, rival) if (row.task, row.language) in needed]
        choices = choose(claim, rows)
        chosen = tuple(row for row in rows if row.task in choices and choices[row.task].takes(row))
        if chosen or not reading.rivals:
            found.append((rival, choices, chosen, tuple(rows)))
    if not found:
        return Gathered({}, (), pair_predictions(answers, []), None, 0)
    rival, choices, chosen, every = min(found, key=lambda each: _rough_gain(each[2]))
    return Gathered(choices, chosen, pair_predictions(answers, chosen), rival, len(found), every)


def _gain_rows(answers: Answers, claim: Claim, body: Body, reading: Reading, rival: str | None) -> list[GainRow]:
    keys = {"profile": body.profile, "encoder": body.encoder, "source_digest": body.source_digest}
    if rival is None:
        return gains_over_baseline(answers, keys, reading.regimes, claim.tasks)
    return gains_over_rival(answers, keys, reading.regimes[0], rival, claim.tasks)


def _rough_gain(rows: Sequence[GainRow]) -> float:
    """Mean over tasks of the mean over a task's rows; ranks rivals."""
    return macro_gain([(row.task, row.gain) for row in rows]) if rows else 0.0


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
    meant = {task: len(languages[task]) for task in found.tasks}
    low, high = macro_gain_interval(found.pairing.cells, n_languages=meant, level=level) if gains else (None, None)
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
        why_not="" if gains else _why_not(body, reading),
        details=_details(claim, reading, found, languages) | _selection_audit(answers, claim, found),
    )


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


def split_text(claim: Claim, choices: Sequence[Choice]) -> str:
    """The split used, or which tasks had to use another than the claim's: "dev; test for tatoeba, xquad"."""
    other = {choice.split for choice in choices} - {claim.split}
    parts = [claim.split] if len(other) < len({choice.split for choice in choices}) or not choices else []
    for split in sorted(other):
        tasks = sorted(choice.task for choice in choices if choice.split == split)
        parts.append(f"{split} for {', '.join(tasks)}" if parts else split)
    return "; ".join(parts)


def missing_cells(
    answers: Answers,
    claim: Claim,
    body: Body,
    found: Gathered,
    needed: Sequence[tuple[str, str]],
) -> tuple[MissingEvidence, ...]:
    """Cells that the claim covers and the estimate lacks, each with the best reason known."""
    rows = answers.rows("missing_reasons", profile=body.profile, source_digest=body.source_digest)
    reasons = {(row["task"], row["language"], row["split"]): row["reason"] for row in rows}
    present = {(cell.task, cell.language) for cell in found.pairing.cells}
    missing = []
    for task, language in needed:
        if (task, language) in present:
            continue
        split = found.choices[task].split if task in found.choices else claim.split
        unpaired = found.pairing.left_out.get((task, language))
        known = reasons.get((task, language, split))
        unregistered = "the task is not registered" if language == "*" else None
        missing.append(MissingEvidence(task, language, split, unpaired or known or unregistered or "not scored"))
    return tuple(missing)


def differences(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    reading: Reading,
    gathered: Gathered,
    languages: Mapping[str, tuple[str, ...]],
) -> tuple[ScopeDifference, ...]:
    """What sets the cells apart from the claim, beyond encoder, benchmark, tasks and split."""
    found, pairing, tasks = [], gathered.pairing, gathered.tasks
    counts = {task: len({cell.language for cell in pairing.cells if cell.task == task}) for task in tasks}
    fewer = [
        f"{task} {counts[task]} of {len(languages[task])}" for task in tasks if counts[task] < len(languages[task])
    ]
    if fewer:
        found.append(ScopeDifference("languages", claim.languages, "; ".join(fewer)))
    if pairing.n_cut:
        text = f"cut in {pairing.n_cut} of {len(pairing.cells)} cells, to between {pairing.least} and {pairing.most}"
        found.append(ScopeDifference("examples per cell", "all", text))
    if claim.kind is ClaimKind.BEST_OF_GAIN:
        found += _selection_differences(claim, [gathered.choices[task] for task in tasks])
    if gathered.n_rivals < len(reading.rivals):
        text = f"the best of {gathered.n_rivals} of {len(reading.rivals)}"
        found.append(ScopeDifference("regimes compared with", ", ".join(reading.rivals), text))
    if claim.intermediate_tasks:
        found += _mix_differences(connection, claim, gathered)
    return tuple(found)


def _mix_differences(connection: duckdb.DuckDBPyConnection, claim: Claim, gathered: Gathered) -> list[ScopeDifference]:
    """Runs of several intermediate tasks that were trained on other ones than the claim names."""
    subject_runs = sorted({row.run_id for row in gathered.chosen})
    claimed = sorted(claim.intermediate_tasks)
    mixes = [row["intermediate_tasks"] for row in query_rows(connection, "run_mixes", run_ids=subject_runs)]
    return [
        ScopeDifference(
            "intermediate tasks trained together",
            f"{len(claimed)}: {', '.join(claimed)}",
            f"{len(set(mix) & set(claimed))} of {len(claimed)}: {', '.join(mix)}",
        )
        for mix in mixes
        if sorted(mix) != claimed
    ]


def _selection_differences(claim: Claim, choices: Sequence[Choice]) -> list[ScopeDifference]:
    found = []
    pool = sorted({regime for choice in choices for regime in choice.candidates})
    if any(set(choice.candidates) != set(claim.regimes) for choice in choices):
        uneven = ", fewer for some tasks" if any(len(choice.candidates) < len(pool) for choice in choices) else ""
        text = f"{len(pool)} of {len(claim.regimes)}{uneven}: {', '.join(pool)}"
        found.append(ScopeDifference("intermediate tasks to choose from", ", ".join(claim.regimes), text))
    same = sorted(choice.task for choice in choices if choice.selection_split == choice.split)
    if same:
        text = f"on the evaluated split itself, which flatters the gain, for {', '.join(same)}"
        found.append(ScopeDifference(FLATTERING_CHOICE, "on another split than the evaluated one", text))
    return found


def inputs_sql(body: Body, found: Gathered) -> str:
    """Statement that reads the gains behind an estimate from the built file."""
    choices = [found.choices[task] for task in found.tasks]
    rivals = (found.rival,) if found.rival else ()
    keys = {(choice.task, regime, choice.split) for choice in choices for regime in (choice.regime, *rivals)}
    wanted = ", ".join(f"({sql_list(key)})" for key in sorted(keys))
    return (  # the literals are quoted: this text is stored, and run by readers as it stands
        "select * from task_gains\n"  # noqa: S608
        f"where profile = {sql_literal(body.profile)} and encoder = {sql_literal(body.encoder)}\n"
        f"    and source_digest = {sql_literal(body.source_digest)}\n"
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
        "    select one.task, one.language, median(one.value - other.value) as gain  -- over seeds\n"
        "    from task_gains as one inner join task_gains as other\n"
        "        using (baseline_run_id, task, language, split)\n"
        f"    where one.run_id in ({sql_list(run_ids)}) and other.regime = {sql_literal(rival)}\n"
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
