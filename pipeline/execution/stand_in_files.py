"""A folder of stand-ins for every file that a profile reads: real layouts and formats, a few generated lines each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.domain.errors import ProfileError
from pipeline.domain.example import Example, ExampleSet, SequenceExample, TaggedSentence
from pipeline.domain.task import FolderFiles, Split, Task, TaskRole
from pipeline.execution.stand_in_formats import WRITERS
from pipeline.experiments.plan import Plan
from pipeline.sources.folder_layout import place
from pipeline.sources.generated.cldr import LANGUAGES
from pipeline.sources.generated.registry import generated_tasks
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.tasks.discovery import get_task, load_tasks

N_TRAIN, N_SCORED, N_TEXTS = 8, 3, 60
_SIZES = Sizes(intermediate_train=N_TRAIN, target_train=N_TRAIN, dev=N_SCORED, test=N_SCORED, text_documents=N_TEXTS)


def write_stand_ins(root: Path, plan: Plan) -> int:
    """Write below `root` a stand-in of every file that the jobs of `plan` read; how many files there are.

    Raises:
        ProfileError: a task has no files in an XTREME folder, or a format that nothing here writes.
    """
    source = GeneratedSource(seed=0, sizes=_SIZES)
    for name in sorted(_tasks(plan)):
        task = get_task(name)
        for split in Split:
            _write_split(root, source, task, split)
        _write_translations(root, source, task, plan)
    for language in _text_languages(plan):
        path = place(root, "raw/{language}.txt", language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{text}\n" for text in source.read_text(language)), encoding="utf-8")
    return sum(path.is_file() for path in root.rglob("*"))


def _tasks(plan: Plan) -> set[str]:
    trained = {name for job in plan.jobs for name in job.tasks}
    return trained | {job.task for job in plan.jobs if job.task is not None}


def _text_languages(plan: Plan) -> Sequence[str]:
    if not any(job.recipe and job.recipe.masked for job in plan.jobs):
        return ()
    return plan.profile.continued_mlm.languages or LANGUAGES


def _forms(form: FolderFiles | None) -> Iterable[FolderFiles]:
    while form is not None:
        yield form
        form = form.otherwise


def _write_split(root: Path, source: GeneratedSource, task: Task, split: Split) -> None:
    """The split in the first form of the task that has it."""
    form = next((one for one in _forms(task.folder) if one.examples(split)), None)
    if form is None:
        if task.folder is None:
            raise ProfileError(
                f"task {task.task!r} has no files in an XTREME folder, so there is nothing to stand in for"
            )
        return
    is_english = split is Split.TRAIN or task.role is TaskRole.INTERMEDIATE
    for language in ("en",) if is_english else task.languages:
        paths = [place(root, pattern, language) for pattern in form.examples(split)]
        gold = form.gold(split)
        _write(form, stand_in(source, task, split, language), paths, place(root, gold, language) if gold else None)


def stand_in(source: GeneratedSource, task: Task, split: Split, language: str) -> ExampleSet:
    """Generated examples of the task; where it, or the language, has no generator, those of the nearest that has."""
    like = task if task.task in generated_tasks() else _like(task)
    spoken = source.languages(like, split)
    examples = source.read(like, split, language if language in spoken else spoken[0])
    return examples if like is task else replace(examples, examples=_relabelled(examples, task), labels=task.labels)


def _like(task: Task) -> Task:
    """A task of the same type that has a generator, of the same format if there is one."""
    fitting = [
        one for name, one in load_tasks().items() if name in generated_tasks() and one.task_type is task.task_type
    ]
    formats = {form.format for form in _forms(task.folder)}
    return max(
        fitting, key=lambda one: (any(form.format in formats for form in _forms(one.folder)), one.role is task.role)
    )


def _relabelled(examples: ExampleSet, task: Task) -> tuple[Example, ...]:
    """The examples with the labels of `task`, which take turns; as they are where it has no closed set of labels."""
    found: list[Example] = []
    for position, one in enumerate(examples.examples):
        if task.labels and isinstance(one, SequenceExample):
            found.append(replace(one, label=task.labels[position % len(task.labels)]))
        elif task.labels and isinstance(one, TaggedSentence):
            tags = tuple(task.labels[(position + place) % len(task.labels)] for place in range(len(one.words)))
            found.append(replace(one, tags=tags))
        else:
            found.append(one)
    return tuple(found)


def _write_translations(root: Path, source: GeneratedSource, task: Task, plan: Plan) -> None:
    form = task.translated
    if form is None:
        return
    wanted = {
        language
        for job in plan.jobs
        for part in (job.recipe.ingredients if job.recipe else ())
        if part.task == task.task
        for language in part.languages
    }
    for language in sorted(wanted - {"en"}):
        paths = [place(root, pattern, language) for pattern in form.examples(Split.TRAIN)]
        _write(form, source.read_translated(task, language), paths, None)


def _write(form: FolderFiles, examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    if form.format not in WRITERS:
        raise ProfileError(
            f"no stand-in can be written in the format {form.format!r}; add a writer to execution/stand_in_formats.py"
        )
    WRITERS[form.format](examples, paths, gold)
