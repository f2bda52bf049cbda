"""In what respects evidence is about something else than the claim; pure."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.domain.claim import Claim
from pipeline.domain.evidence import Evidence, EvidenceKind, ScopeDifference

FLATTERING_CHOICE = "choice of the best"  # made on the split that is evaluated: the best of noise is above zero


def scope_differences(claim: Claim, evidence: Evidence) -> tuple[ScopeDifference, ...]:
    """Differences in the order encoder, benchmark, target tasks, split, then the evidence's own; empty: same scope.

    A benchmark named "XTREME (folder)" is XTREME read from a folder and counts as XTREME.
    """
    found = []
    if evidence.encoder not in (claim.scope_encoder, *claim.scope_encoder_aliases):
        found.append(ScopeDifference("encoder", claim.scope_encoder, evidence.encoder))
    if evidence.benchmark != claim.scope_benchmark and not evidence.benchmark.startswith(f"{claim.scope_benchmark} ("):
        found.append(ScopeDifference("benchmark", claim.scope_benchmark, evidence.benchmark))
    if set(evidence.tasks) != set(claim.tasks):
        found.append(ScopeDifference("target tasks", _task_list(claim.tasks), _tasks_of(claim, evidence)))
    if evidence.split != claim.split:
        found.append(ScopeDifference("split", claim.split, evidence.split))
    if claim.only_languages and evidence.kind is not EvidenceKind.MEASURED:
        found.append(ScopeDifference("languages", ", ".join(claim.only_languages), "an average over all, as printed"))
    return (*found, *evidence.other_differences)


def claimed_languages(claim: Claim, languages: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Languages of each task that the claim is about, in order.

    A language that the claim names, and that no benchmark evaluates any of its tasks in, counts for each of them.

    Args:
        languages: of each registered task, as its benchmark evaluates it.
    """
    evaluated = {name for task in claim.tasks for name in languages.get(task, ())}
    beyond = tuple(name for name in claim.only_languages if name not in evaluated)
    return {
        task: (*(name for name in known if not claim.only_languages or name in claim.only_languages), *beyond)
        for task, known in languages.items()
    }


def _tasks_of(claim: Claim, evidence: Evidence) -> str:
    n_shared = len(set(claim.tasks) & set(evidence.tasks))
    return f"{n_shared} of {len(claim.tasks)}: {_task_list(evidence.tasks)}"


def _task_list(tasks: tuple[str, ...]) -> str:
    return ", ".join(sorted(tasks)) or "none"
