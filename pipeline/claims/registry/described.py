"""What a claim may ask of a described benchmark: nothing that takes training, and one direction; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.claims.registry.form import BY_SYSTEMS, SCORE
from pipeline.domain.benchmark import TASK_SCORE, BenchmarkMetric, Benchmarks, BenchmarkTask
from pipeline.domain.claim import Aggregation, Claim, ClaimKind, LanguageRule, SplitRule
from pipeline.domain.errors import unknown_name


def described_fault(claim: Claim, benchmarks: Benchmarks) -> str:
    """What a claim asks that cannot be judged on a described benchmark; "" where nothing is, or it is about none."""
    known = benchmarks.tasks
    own = [known[task] for task in claim.tasks if task in known]
    if claim.printed is not None:
        return _printed_fault(claim, benchmarks)
    if not own:
        return _unit_fault(claim)
    return next(iter(_faults(claim, own)), "")


def metrics_of(claim: Claim, task: BenchmarkTask) -> tuple[BenchmarkMetric, ...]:
    """The metrics whose mean is the number of a task in this claim."""
    names = task.score if claim.metric.value == TASK_SCORE else (claim.metric.value,)
    return tuple(task.metrics[name] for name in names if name in task.metrics)


def is_lower_better(claim: Claim, benchmarks: Benchmarks) -> bool:
    """Whether the claim's number is one of which less is better."""
    if claim.printed is not None:
        metric = benchmarks.metric(claim.printed.task, claim.printed.metric)
        return metric is not None and metric.is_lower_better
    known = benchmarks.tasks
    return any(
        metric.is_lower_better for task in claim.tasks if task in known for metric in metrics_of(claim, known[task])
    )


def _faults(claim: Claim, own: Collection[BenchmarkTask]) -> Iterator[str]:
    first = next(iter(own))
    if claim.kind not in BY_SYSTEMS:
        yield (
            f"tasks: {first.task!r} is a task of {first.benchmark_title}, which is described and not trained here, and "
            f"a claim of kind {claim.kind.value} needs trained runs of a regime and of its baseline; make it a "
            "comparison of the two systems, judged from reported or imported figures, or register the task "
            "(CONTRIBUTING.md, A task)"
        )
    others = [task for task in claim.tasks if task not in {each.task for each in own}]
    if others:
        yield (
            f"tasks: {first.task!r} is of {first.benchmark_title}, a described benchmark, and {others[0]!r} of none; "
            "make it two claims"
        )
    titles = list(dict.fromkeys(task.benchmark_title for task in own))
    if len(titles) > 1:
        yield f"tasks of {' and of '.join(titles)}; make it two claims"
    if claim.scope_benchmark != titles[0]:
        yield f"scope_benchmark {claim.scope_benchmark!r}: its tasks are of {titles[0]!r}; write that"
    for task in own:
        yield from _task_faults(claim, task)
    metrics = [metric for task in own for metric in metrics_of(claim, task)]
    if len({metric.is_lower_better for metric in metrics}) > 1:
        listed = ", ".join(dict.fromkeys(f"{metric.metric} ({metric.direction_words})" for metric in metrics))
        yield f"metric: a mean over {listed} says nothing; make it a claim for each direction"


def _task_faults(claim: Claim, task: BenchmarkTask) -> Iterator[str]:
    names = (*task.metrics, TASK_SCORE)
    if claim.metric.value not in names:
        yield f"metric: {unknown_name(f'metric of {task.task}', claim.metric.value, names)}"
    if claim.split is not SplitRule.DEV_ELSE_TEST and claim.split.value not in task.splits:
        yield f"split {claim.split.value!r}: {task.task} has {' and '.join(task.splits)}; write that"
    noun = "pair of languages" if task.has_pairs else "language"
    for language in claim.only_languages:
        if language not in task.languages:
            yield f"only_languages: {unknown_name(f'{noun} of {task.task}', language, task.languages)}"
    if task.has_pairs and claim.languages is not LanguageRule.ALL:
        pairs = f"{task.task} has pairs of languages; list those meant in only_languages"
        yield f"languages {claim.languages.value!r}: {pairs}"
    if task.has_pairs and claim.aggregation is Aggregation.MEAN_OVER_FAMILIES:
        yield f"aggregation {claim.aggregation.value!r}: {task.task} has pairs of languages, which have no one family"


def _printed_fault(claim: Claim, benchmarks: Benchmarks) -> str:
    """A printed metric whose direction is not known, though one of its name is better lower elsewhere."""
    assert claim.printed is not None  # noqa: S101  # asked of such claims alone
    task, metric = claim.printed.task, claim.printed.metric
    if claim.kind is not ClaimKind.COMPARISON or benchmarks.metric(task, metric) is not None:
        return ""
    if task in benchmarks.tasks:
        return f"printed.metric: {unknown_name(f'metric of {task}', metric, benchmarks.tasks[task].metrics)}"
    lower = {
        one.metric: each.benchmark_title
        for each in benchmarks.tasks.values()
        for one in each.metrics.values()
        if one.is_lower_better
    }
    if metric.lower() not in lower:
        return ""
    return (
        f"printed.metric {metric!r}: of {lower[metric.lower()]} less of it is better, and no file says so of {task!r}; "
        "describe the benchmark (docs/benchmarks.md), so that the difference gets the right sign"
    )


def _unit_fault(claim: Claim) -> str:
    if claim.kind is ClaimKind.LEVEL and claim.unit == SCORE:
        return f"unit {SCORE!r} is not judged here, 'percent' is"
    return ""
