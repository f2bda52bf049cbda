"""A scored submission on the terminal and as JSON: each language beside chance, tasks, groups, overall."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from pipeline.domain.task import Task
from pipeline.submissions.benchmark import SubmissionBenchmark
from pipeline.submissions.chance import gold_chance
from pipeline.submissions.folder import FolderScores


def as_dict(benchmark: SubmissionBenchmark, scored: FolderScores, tasks: Sequence[Task]) -> dict[str, object]:
    """All that was scored; percent, null where a value does not exist."""
    by_name = {task.task: task for task in tasks}
    listed: dict[str, object] = {}
    for task, by_metric in scored.scores.items():
        chances = _chances(by_name[task], scored)
        listed[task] = {
            "score": scored.averages.task_scores.get(task),
            "languages_missing": list(scored.missing.get(task, ())),
            "metrics": {
                metric: {
                    "average": None if task in scored.missing else _mean(list(by_language.values())),
                    "languages": {
                        language: {
                            "value": value,
                            "chance": chances[language].get(metric),
                            "n_examples": scored.n_examples[task][language],
                            "n_unanswered": scored.n_unanswered.get(task, {}).get(language, 0),
                        }
                        for language, value in by_language.items()
                    },
                }
                for metric, by_language in by_metric.items()
            },
        }
    return {
        "benchmark": benchmark.title,
        "all_task": scored.averages.all_task,
        "groups": dict(scored.averages.groups),
        "tasks_missing": [task for task in scored.averages.missing_tasks if task not in scored.missing],
        "tasks": listed,
        "notes": list(scored.notes),
    }


def print_scores(benchmark: SubmissionBenchmark, scored: FolderScores, tasks: Sequence[Task], console: Console) -> None:
    """Print one line a task and metric, the languages below it, then groups, overall and notes."""
    by_name = {task.task: task for task in tasks}
    for task, by_metric in scored.scores.items():
        chances = _chances(by_name[task], scored)
        table = Table(
            "language",
            *(f"{metric}{'' if metric in by_name[task].metrics else ' (beside)'}" for metric in by_metric),
            "chance",
            "examples",
            title=f"{by_name[task].title} ({task})",
            title_justify="left",
        )
        headline = by_name[task].primary_metric
        for language in by_name[task].languages:
            if language not in scored.n_examples[task]:
                continue
            n_open = scored.n_unanswered.get(task, {}).get(language, 0)
            known = chances[language].get(headline)
            table.add_row(
                language,
                *(f"{by_metric[metric][language]:.2f}" for metric in by_metric),
                "not known" if known is None else f"{known:.2f}",
                f"{scored.n_examples[task][language]:,}" + (f", {n_open:,} unanswered" if n_open else ""),
            )
        averages = [_mean(list(by_language.values())) for by_language in by_metric.values()]
        if task in scored.missing:
            table.caption = f"no average: {', '.join(scored.missing[task])} missing"
        else:
            table.add_section()
            table.add_row("average", *(f"{value:.4f}" for value in averages), "", "")
        console.print(table)
    totals = Table(benchmark.title, "score")
    for task, value in scored.averages.task_scores.items():
        totals.add_row(task, f"{value:.4f}")
    totals.add_section()
    for group, mean in scored.averages.groups.items():
        totals.add_row(group, "-" if mean is None else f"{mean:.4f}")
    totals.add_section()
    totals.add_row("all tasks", "-" if scored.averages.all_task is None else f"{scored.averages.all_task:.4f}")
    console.print(totals)
    if scored.averages.missing_tasks:
        missing = ", ".join(scored.averages.missing_tasks)
        console.print(f"no average over all tasks, as these are missing or incomplete: {missing}", soft_wrap=True)
    for note in scored.notes:
        console.print(note, style="yellow", markup=False, highlight=False, soft_wrap=True)


def _chances(task: Task, scored: FolderScores) -> dict[str, dict[str, float]]:
    return {
        language: gold_chance(task, language, path)
        for (name, language), path in scored.gold.items()
        if name == task.task
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
