"""In what respects evidence is about something else than the claim; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.domain.claim import Aggregation, Claim, LanguageRule, SplitRule
from pipeline.domain.evidence import Evidence, ScopeDifference

ENGLISH = "en"


def scope_differences(claim: Claim, evidence: Evidence) -> tuple[ScopeDifference, ...]:
    """Differences in the order encoder, benchmark, target tasks, split, then the evidence's own; empty: same scope.

    A benchmark named "XTREME (folder)" is XTREME read from a folder and counts as XTREME.
    """
    found = []
    if evidence.encoder not in (claim.scope_encoder, *claim.scope_encoder_aliases):
        found.append(ScopeDifference("encoder", claim.scope_encoder, evidence.encoder))
    if evidence.benchmark != claim.scope_benchmark and not evidence.benchmark.startswith(f"{claim.scope_benchmark} ("):
        found.append(ScopeDifference("benchmark", claim.scope_benchmark, evidence.benchmark))
    if set(evidence.tasks) != set(claim.tasks) and not evidence.is_bounded:
        found.append(ScopeDifference("target tasks", _task_list(claim.tasks), _tasks_of(claim, evidence)))
    if evidence.split != claim.split:
        found.append(ScopeDifference("split", claim.split.words, evidence.split))
    return (*found, *evidence.other_differences)


def printed_differences(claim: Claim, *, is_of_averages: bool) -> tuple[ScopeDifference, ...]:
    """In what a mean of averages, as tables print them, is another than the one that the claim asks for."""
    found = []
    if is_of_averages and (claim.only_languages or claim.languages is not LanguageRule.ALL):
        found.append(ScopeDifference("languages", language_words(claim), "an average over all, as printed"))
    if claim.aggregation is not Aggregation.MEAN_OVER_TASKS and len(claim.tasks) > 1:
        words = Aggregation.MEAN_OVER_TASKS.words
        found.append(ScopeDifference("aggregation", claim.aggregation.words, f"{words}, as printed"))
    return tuple(found)


def language_words(claim: Claim) -> str:
    """The claim's rule of languages in words."""
    return ", ".join(claim.only_languages) or claim.languages.words


def claimed_languages(claim: Claim, languages: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Languages of each task that the claim is about, in order.

    A language that the claim names, and that no benchmark evaluates any of its tasks in, counts for each of them.

    Args:
        languages: of each registered task, as its benchmark evaluates it.
    """
    evaluated = {name for task in claim.tasks for name in languages.get(task, ())}
    beyond = tuple(name for name in claim.only_languages if name not in evaluated)
    return {task: (*(name for name in known if _is_claimed(claim, name)), *beyond) for task, known in languages.items()}


def _is_claimed(claim: Claim, language: str) -> bool:
    if claim.only_languages:
        return language in claim.only_languages
    return claim.languages is LanguageRule.ALL or language != ENGLISH


def claimed_split(claim: Claim, task: str, splits: Mapping[str, Sequence[str]]) -> str:
    """The split of one task that the claim is about.

    Args:
        splits: that the benchmark has of each task; of a task that is not there, both.
    """
    if claim.split is not SplitRule.DEV_ELSE_TEST:
        return claim.split.value
    return SplitRule.DEV.value if SplitRule.DEV in splits.get(task, (SplitRule.DEV,)) else SplitRule.TEST.value


def _tasks_of(claim: Claim, evidence: Evidence) -> str:
    n_shared = len(set(claim.tasks) & set(evidence.tasks))
    return f"{n_shared} of {len(claim.tasks)}: {_task_list(evidence.tasks)}"


def _task_list(tasks: tuple[str, ...]) -> str:
    return ", ".join(sorted(tasks)) or "none"
