"""XTREME's averages, and XTREME-R's: languages to a task score, tasks to groups, all tasks to one number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.domain.errors import MetricInputError

# google-research/xtreme evaluate.py, XTREME_GROUP2TASK
XTREME_GROUPS: Mapping[str, tuple[str, ...]] = {
    "classification": ("pawsx", "xnli"),
    "tagging": ("udpos", "panx"),
    "qa": ("xquad", "mlqa", "tydiqa"),
    "retrieval": ("bucc2018", "tatoeba"),
}
XTREME_TASKS = tuple(task for tasks in XTREME_GROUPS.values() for task in tasks)
# google-research/xtreme evaluate.py, XTREME_R_TASK2LANGS: ten tasks. Its XTREME_R_GROUP2TASK leaves LAReQA out and puts
# XCOPA into a second group of its own beside this one; LAReQA is a retrieval task in the paper (Ruder et al. 2021)
XTREME_R_GROUPS: Mapping[str, tuple[str, ...]] = {
    "classification": ("xnli", "xcopa"),
    "tagging": ("udpos", "panx"),
    "qa": ("xquad", "mlqa", "tydiqa"),
    "retrieval": ("tatoeba", "mewslix", "lareqa"),
}

_IN_TURN = ("f1", "accuracy", "map@20")  # the first that a task has is its score, but for question answering


@dataclass(frozen=True, slots=True)
class XtremeAverage:
    """The averages of one encoder, in percent; None where a task they need is missing."""

    task_scores: Mapping[str, float]
    groups: Mapping[str, float | None]
    all_task: float | None
    missing_tasks: tuple[str, ...]


def xtreme_task_score(task: str, by_metric: Mapping[str, Mapping[str, float]]) -> float:
    """The number that stands for `task`: mean of EM and F1 for question answering, else F1, accuracy or mAP@20.

    Args:
        by_metric: metric -> language -> percent; each metric is first averaged over its languages.

    Raises:
        MetricInputError: the metrics the formula needs are not there, or have no language.
    """
    otherwise = tuple(metric for metric in _IN_TURN if metric in by_metric)[:1] or ("accuracy",)
    wanted = ("em", "f1") if task in XTREME_GROUPS["qa"] else otherwise
    missing = [metric for metric in wanted if not by_metric.get(metric)]
    if missing:
        raise MetricInputError(
            f"task {task!r} has scores for {sorted(by_metric)!r}; its XTREME score needs {missing!r} in some language"
        )
    return sum(_mean(by_metric[metric]) for metric in wanted) / len(wanted)


def xtreme_average(scores: Mapping[str, Mapping[str, Mapping[str, float]]]) -> XtremeAverage:
    """Task, group and overall averages of `scores` (task -> metric -> language -> percent).

    An average is None unless all its tasks are there, and `missing_tasks` names those of the nine that are not.
    Languages are averaged as given: a task that lacks some has a score of its own kind. Tasks outside the nine get
    a task score and enter no average.

    Source: google-research/xtreme evaluate.py, `evaluate`.
    """
    return _average(scores, XTREME_GROUPS)


def xtreme_r_average(scores: Mapping[str, Mapping[str, Mapping[str, float]]]) -> XtremeAverage:
    """XTREME-R's averages over its ten tasks, from `scores` as for `xtreme_average`.

    The official script never gives an overall average: its list of LAReQA's languages is empty, so that the task is
    never among those scored. Here LAReQA is scored in XQuAD-R's eleven languages, and the overall average is the mean
    of the ten task scores, the script's own formula. UD-POS, PAN-X, Tatoeba and XQuAD have more languages in XTREME-R
    than in XTREME; scores in XTREME's alone give an average of another kind.

    Source: google-research/xtreme evaluate.py, `evaluate` with xtreme_version "xtreme-r".
    """
    return _average(scores, XTREME_R_GROUPS)


def _average(
    scores: Mapping[str, Mapping[str, Mapping[str, float]]], by_group: Mapping[str, tuple[str, ...]]
) -> XtremeAverage:
    every = tuple(task for tasks in by_group.values() for task in tasks)
    task_scores = {task: xtreme_task_score(task, by_metric) for task, by_metric in scores.items()}
    return XtremeAverage(
        task_scores=task_scores,
        groups={group: _mean_of(tasks, task_scores) for group, tasks in by_group.items()},
        all_task=_mean_of(every, task_scores),
        missing_tasks=tuple(task for task in every if task not in task_scores),
    )


def _mean_of(tasks: tuple[str, ...], task_scores: Mapping[str, float]) -> float | None:
    if any(task not in task_scores for task in tasks):
        return None
    return sum(task_scores[task] for task in tasks) / len(tasks)


def _mean(by_language: Mapping[str, float]) -> float:
    return sum(by_language.values()) / len(by_language)
