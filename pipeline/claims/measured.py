"""Measured evidence: what the runs of this project say about a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from pipeline.claims.pairing import GainRow, Pairing, pair_predictions
from pipeline.claims.queries import query_rows, sql_list, sql_literal
from pipeline.claims.scope import FLATTERING_CHOICE
from pipeline.claims.selection import Choice, choose
from pipeline.claims.statistics import LEVEL, N_REPLICATES, macro_gain, macro_gain_interval
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence, ScopeDifference

BOOTSTRAP_SEED = 20_200_513
BENCHMARKS = {"xtreme_folder": "XTREME (folder)", "generated": "Mini-XTREME"}
_METHOD = (
    "mean over tasks of the mean over languages of the paired gain in XTREME's task score, median over seeds; "
    "{level:.0%} percentile interval of a two-level paired bootstrap (languages, then examples), "
    "{n} replicates, seed {seed}"
)
_BEST_METHOD = "; the best regime of each task is chosen once, on the split named, and held fixed in the interval"


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
    connection: duckdb.DuckDBPyConnection, claim: Claim, languages: Mapping[str, tuple[str, ...]]
) -> list[Evidence]:
    """One row per body of runs and reading of the claim; one per reading that says so where nothing has run.

    Args:
        languages: of each registered task, as XTREME evaluates it.
    """
    readings = readings_of(claim)
    bodies = [Body(**row) for row in query_rows(connection, "measured_bodies")]
    if not bodies:
        return [_nothing_ran(claim, regimes, languages) for regimes in readings]
    return [_body_evidence(connection, claim, body, regimes, languages) for body in bodies for regimes in readings]


def readings_of(claim: Claim) -> list[tuple[str, ...]]:
    """Sets of regimes that are judged apart: each regime of a gain alone, all candidates of a best-of together."""
    if claim.kind is ClaimKind.GAIN:
        return [(regime,) for regime in claim.regimes]
    return [claim.regimes]


def reading_name(claim: Claim, regimes: tuple[str, ...]) -> str:
    """How a reading is called in labels and ids."""
    return regimes[0] if claim.kind is ClaimKind.GAIN else "best"


def needed_cells(claim: Claim, languages: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(task, language) of every cell the claim covers; language "*" for a task that is not registered."""
    return [(task, language) for task in claim.tasks for language in languages.get(task, ("*",))]


def _nothing_ran(claim: Claim, regimes: tuple[str, ...], languages: Mapping[str, tuple[str, ...]]) -> Evidence:
    needed = needed_cells(claim, languages)
    name = reading_name(claim, regimes)
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
        details={"regimes": list(regimes)},
    )


def _body_evidence(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    body: Body,
    regimes: tuple[str, ...],
    languages: Mapping[str, tuple[str, ...]],
) -> Evidence:
    needed = needed_cells(claim, languages)
    keys = {"profile": body.profile, "encoder": body.encoder, "source_digest": body.source_digest}
    lists = {"regimes": list(regimes), "tasks": list(claim.tasks)}
    rows = [GainRow(**row) for row in query_rows(connection, "body_gains", **keys, **lists)]
    rows = [row for row in rows if (row.task, row.language) in set(needed)]
    choices = choose(claim, rows)
    chosen = [row for row in rows if any(choice.takes(row) for choice in choices.values())]
    pairing = pair_predictions(connection, chosen)
    gains = [(cell.task, cell.gain) for cell in pairing.cells]
    low, high = macro_gain_interval(pairing.cells, seed=BOOTSTRAP_SEED) if gains else (None, None)
    name = reading_name(claim, regimes)
    present = {(cell.task, cell.language) for cell in pairing.cells}
    tasks = tuple(task for task in claim.tasks if any(task == found for found, _ in present))
    method = _METHOD.format(level=LEVEL, n=N_REPLICATES, seed=BOOTSTRAP_SEED)
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|{body.profile}|{body.encoder}|{body.source_digest[:12]}|{name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=f"{body.profile} · {body.encoder} · {name}",
        profile=body.profile,
        encoder=body.encoder,
        benchmark=body.benchmark,
        split=_split_text(claim, [choices[task] for task in tasks]),
        tasks=tasks,
        estimate=macro_gain(gains) if gains else None,
        low=low,
        high=high,
        level=LEVEL if gains else None,
        method=method + (_BEST_METHOD if claim.kind is ClaimKind.BEST_OF_GAIN else ""),
        n_cells=len(present),
        n_cells_needed=len(needed),
        missing_cells=_missing(connection, claim, body, choices, needed, pairing),
        inputs={"run_ids": sorted({run for row in chosen for run in (row.run_id, row.baseline_run_id)})},
        sql=_inputs_sql(body, [choices[task] for task in tasks]),
        other_differences=_differences(claim, choices, tasks, pairing, languages),
        why_not="" if gains else _why_not(body, regimes),
        details=_details(regimes, choices, tasks, pairing, languages),
    )


def _why_not(body: Body, regimes: tuple[str, ...]) -> str:
    return (
        f"Profile {body.profile!r} has no target task of the claim scored both after {' or '.join(regimes)} "
        f"and without an intermediate task."
    )


def _split_text(claim: Claim, choices: Sequence[Choice]) -> str:
    """The split used, or which tasks had to use another than the claim's: "dev; test for tatoeba, xquad"."""
    other = {choice.split for choice in choices} - {claim.split}
    parts = [claim.split] if len(other) < len({choice.split for choice in choices}) or not choices else []
    for split in sorted(other):
        tasks = sorted(choice.task for choice in choices if choice.split == split)
        parts.append(f"{split} for {', '.join(tasks)}" if parts else split)
    return "; ".join(parts)


def _missing(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    body: Body,
    choices: Mapping[str, Choice],
    needed: Sequence[tuple[str, str]],
    pairing: Pairing,
) -> tuple[MissingEvidence, ...]:
    """Cells that the claim covers and the estimate lacks, each with the best reason known."""
    rows = query_rows(connection, "missing_reasons", profile=body.profile, source_digest=body.source_digest)
    reasons = {(row["task"], row["language"], row["split"]): row["reason"] for row in rows}
    present = {(cell.task, cell.language) for cell in pairing.cells}
    missing = []
    for task, language in needed:
        if (task, language) in present:
            continue
        split = choices[task].split if task in choices else claim.split
        unpaired = pairing.left_out.get((task, language))
        known = reasons.get((task, language, split))
        unregistered = "the task is not registered" if language == "*" else None
        missing.append(MissingEvidence(task, language, split, unpaired or known or unregistered or "not scored"))
    return tuple(missing)


def _differences(
    claim: Claim,
    choices: Mapping[str, Choice],
    tasks: tuple[str, ...],
    pairing: Pairing,
    languages: Mapping[str, tuple[str, ...]],
) -> tuple[ScopeDifference, ...]:
    found = []
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
        found += _selection_differences(claim, [choices[task] for task in tasks])
    return tuple(found)


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


def _inputs_sql(body: Body, choices: Sequence[Choice]) -> str:
    """Statement that reads the gains behind an estimate from the built file."""
    wanted = ", ".join(f"({sql_list((c.task, c.regime, c.split))})" for c in choices)
    return (  # the literals are quoted: this text is stored, and run by readers as it stands
        "select * from task_gains\n"  # noqa: S608
        f"where profile = {sql_literal(body.profile)} and encoder = {sql_literal(body.encoder)}\n"
        f"    and source_digest = {sql_literal(body.source_digest)}\n"
        + (f"    and (task, regime, split) in ({wanted})\n" if choices else "    and false\n")
        + "order by task, language, seed"
    )


def _details(
    regimes: tuple[str, ...],
    choices: Mapping[str, Choice],
    tasks: tuple[str, ...],
    pairing: Pairing,
    languages: Mapping[str, tuple[str, ...]],
) -> dict[str, object]:
    parts = []
    for task in tasks:
        cells = {cell.language: cell.gain for cell in pairing.cells if cell.task == task}
        parts.append(
            {
                "task": task,
                "regime": choices[task].regime,
                "split": choices[task].split,
                "gain": sum(cells.values()) / len(cells),
                "n_languages": len(cells),
                "n_languages_needed": len(languages[task]),
                "languages": cells,
            }
        )
    return {"regimes": list(regimes), "tasks": parts, "seeds": list(pairing.seeds)}
