"""In what measured cells differ from the claim: split, missing cells, languages, examples, choice, mix of tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathered_cells import Body, Gathered
from pipeline.claims.evidence.selection import Choice
from pipeline.claims.queries import query_rows
from pipeline.claims.registry.interpretations import Reading
from pipeline.claims.verdicts.scope import FLATTERING_CHOICE
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.evidence import MissingEvidence, ScopeDifference


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
