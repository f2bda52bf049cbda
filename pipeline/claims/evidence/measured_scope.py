"""In what measured cells differ from the claim: split, missing cells, languages, examples, choice, mix of tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from pipeline.claims.evidence.estimates import Estimated
from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathered_cells import Body, Choice, Gathered, splits_of
from pipeline.claims.queries import query_rows
from pipeline.claims.registry.interpretations import Reading, claimed_split, language_words
from pipeline.domain.claim import Claim, ClaimKind, Metric, SplitRule
from pipeline.domain.evidence import MissingEvidence, ScopeDifference


def lacking_metrics(answers: Answers, claim: Claim, body: Body) -> str:
    """Which metrics the claim needs and the scores of its tasks lack: "no em of xquad is there"; "" for none."""
    facts = {row["task"]: row for row in answers.rows("task_facts")}
    keys = {"profile": body.profile, "encoder": body.encoder, "source_digest": body.source_digest}
    held: dict[str, set[str]] = {}
    for row in answers.rows("metrics_of_tasks", **keys):
        held.setdefault(row["task"], set()).add(row["metric"])
    parts = []
    for task in (task for task in claim.tasks if task in held and task in facts):
        of_claim = facts[task]["score_metrics"] if claim.metric is Metric.TASK_SCORE else [claim.metric.value]
        lacking = [metric for metric in of_claim if metric not in held[task]]
        if lacking:
            parts.append(f"no {' and no '.join(lacking)} of {task} is there")
    return "; ".join(parts)


def split_text(claim: Claim, choices: Sequence[Choice], splits: Mapping[str, Sequence[str]] | None = None) -> str:
    """The split used, or which tasks had to use another than the claim's: "dev; test for tatoeba, xquad".

    Args:
        splits: that the benchmark has, by task; a claim on dev where there is one takes its own of each task.
    """
    if claim.split is SplitRule.DEV_ELSE_TEST:
        strange = [each for each in choices if each.split != claimed_split(claim, each.task, splits or {})]
        if not strange:
            return claim.split.value
        named = {split: sorted(each.task for each in strange if each.split == split) for split in ("dev", "test")}
        return "; ".join(f"{split} for {', '.join(tasks)}" for split, tasks in named.items() if tasks)
    other = {choice.split for choice in choices} - {claim.split.value}
    parts = [claim.split.value] if len(other) < len({choice.split for choice in choices}) or not choices else []
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
    lacking, splits = lacking_metrics(answers, claim, body), splits_of(answers)
    missing = []
    for task, language in needed:
        if (task, language) in present:
            continue
        split = found.choices[task].split if task in found.choices else claimed_split(claim, task, splits)
        unpaired = found.pairing.left_out.get((task, language))
        known = reasons.get((task, language, split))
        unregistered = "the task is not registered" if language == "*" else None
        without = lacking if f" of {task} " in lacking else None
        reason = unpaired or known or unregistered or without or "not scored"
        missing.append(MissingEvidence(task, language, split, reason))
    return tuple(missing)


def differences(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    reading: Reading,
    gathered: Gathered,
    languages: Mapping[str, tuple[str, ...]],
    number: Estimated,
) -> tuple[ScopeDifference, ...]:
    """What sets the cells apart from the claim, beyond encoder, benchmark, tasks and split."""
    found, tasks = list(language_differences(claim, gathered, languages, number)), gathered.tasks
    if claim.kind is ClaimKind.BEST_OF_GAIN:
        found += _selection_differences(claim, [gathered.choices[task] for task in tasks])
    if gathered.n_rivals < len(reading.rivals):
        text = f"the best of {gathered.n_rivals} of {len(reading.rivals)}"
        found.append(ScopeDifference("regimes compared with", ", ".join(reading.rivals), text))
    if claim.intermediate_tasks:
        found += _mix_differences(connection, claim, gathered)
    return tuple(found)


def language_differences(
    claim: Claim, gathered: Gathered, languages: Mapping[str, tuple[str, ...]], number: Estimated
) -> tuple[ScopeDifference, ...]:
    """Languages that are missing, unless the claim is judged without them, and examples that were cut."""
    found, pairing, tasks = [], gathered.pairing, gathered.tasks
    counts = {task: len({cell.language for cell in pairing.cells if cell.task == task}) for task in tasks}
    fewer = [
        f"{task} {counts[task]} of {len(languages[task])}" for task in tasks if counts[task] < len(languages[task])
    ]
    if fewer and not number.is_bounded:
        found.append(ScopeDifference("languages", language_words(claim), "; ".join(fewer)))
    if pairing.n_cut:
        text = f"cut in {pairing.n_cut} of {len(pairing.cells)} cells, to between {pairing.least} and {pairing.most}"
        found.append(ScopeDifference("examples per cell", "all", text))
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
    return found
