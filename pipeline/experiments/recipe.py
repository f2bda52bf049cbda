"""What a training job is made of: tasks with their settings and languages, and masked text beside them.

A job carries its recipe, and the whole of it enters the job's key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.errors import MissingDataError
from pipeline.domain.regime import Regime, RegimeKind
from pipeline.domain.task import Split, Task
from pipeline.experiments.profile import ContinuedMlm, FineTuning, Profile
from pipeline.sources.source import Source, TextSource
from pipeline.tasks.discovery import get_task

ENGLISH: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One task of a training."""

    task: str
    settings: FineTuning
    n_examples: int | None  # None: all of them
    languages: tuple[str, ...] = ENGLISH  # other than English: translated, an even share each
    split: Split = Split.TRAIN  # another where these examples stand in for a training set that is not there


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training: its tasks, what they have in common, and masked text where there is some."""

    ingredients: tuple[Ingredient, ...]  # by task key
    shared: FineTuning  # learning rate, warm-up, decay, clipping, accumulation and the encoder's dropout
    masked: ContinuedMlm | None = None
    head_from: str | None = None  # task whose head, in the checkpoint that training starts from, is trained on

    @property
    def tasks(self) -> tuple[str, ...]:
        """Keys of the tasks, in order."""
        return tuple(part.task for part in self.ingredients)

    def content(self) -> dict[str, object]:
        """Plain data that holds every setting."""
        return {
            "tasks": [
                [part.task, part.settings.model_dump(), part.n_examples, part.languages, part.split.value]
                for part in self.ingredients
            ],
            "shared": self.shared.model_dump(),
            "masked": None if self.masked is None else self.masked.model_dump(),
            **({"head_from": self.head_from} if self.head_from else {}),
        }


def target_recipe(
    profile: Profile, task: Task, source: Source, head_from: str | None = None, split: Split = Split.TRAIN
) -> Recipe:
    """Training on the English examples of one task for the target phase.

    Args:
        split: another than train where its examples stand in for a training set.
        head_from: task of the same type that was trained just before and whose head goes on; None: a new head.

    Raises:
        MissingDataError: the source has no English training examples of it.
    """
    _check_english(task, source, split)
    settings = profile.fine_tuning("target", task.task)
    part = Ingredient(task.task, settings, settings.n_train_examples, split=split)
    return Recipe((part,), settings, head_from=head_from)


def intermediate_recipe(profile: Profile, regime: Regime, source: Source) -> Recipe:
    """The intermediate training of a regime that has tasks.

    Raises:
        MissingDataError: the source lacks English training examples, a translation or text that the regime needs.
    """
    tasks = [get_task(name) for name in regime.intermediate_tasks]
    is_alone = len(tasks) == 1
    masked = profile.continued_mlm if regime.kind is RegimeKind.CONTINUED_MLM else None
    if masked is not None:
        check_text(source, masked.languages)
    ingredients = []
    for task in tasks:
        settings = profile.fine_tuning("intermediate", task.task)
        caps = (settings.n_train_examples, None if is_alone else profile.multi_task.max_examples)
        languages = ENGLISH
        if regime.kind is RegimeKind.TRANSLATED:
            languages = _translations(profile, task, source)
        if "en" in languages:
            _check_english(task, source)
        ingredients.append(Ingredient(task.task, settings, min(filter(None, caps), default=None), languages))
    shared = ingredients[0].settings if is_alone else profile.intermediate
    return Recipe(tuple(ingredients), shared, masked)


def _check_english(task: Task, source: Source, split: Split = Split.TRAIN) -> None:
    if "en" not in source.languages(task, split):
        reasons = [cell.reason for cell in source.missing(task, split) if cell.language == "en"]
        kind = "training" if split is Split.TRAIN else split.value
        raise MissingDataError(
            f"task {task.task!r} has no English {kind} examples in source {source.name!r}"
            f"{': ' + reasons[0] if reasons else ''}; add them, name a substitute under [substitutes], or leave out "
            "the tasks that are trained on it"
        )


def _translations(profile: Profile, task: Task, source: Source) -> tuple[str, ...]:
    """The languages that the training examples of a task are wanted in, each of which the source has."""
    present = source.translated_languages(task)
    wanted = profile.translated.languages or present
    lacking = sorted(set(wanted) - {*present, "en"})
    if lacking or not set(wanted) - {"en"}:
        raise MissingDataError(
            f"task {task.task!r} has no translated training examples in {', '.join(lacking) or 'any language'} in "
            f"source {source.name!r}; present: {', '.join(present) or 'none'}; add them, or leave the languages out of "
            "[translated] or the task out of the regime (for 'multi_task+translated': out of [multi_task] tasks)"
        )
    return tuple(sorted(set(wanted)))


def check_text(source: TextSource, languages: Sequence[str]) -> tuple[str, ...]:
    """The languages whose text is wanted: those named, or all that the source has.

    Raises:
        MissingDataError: the source has no text in a language named, or none at all.
    """
    present = source.text_languages()
    wanted = tuple(languages) or present
    lacking = sorted(set(wanted) - set(present))
    if lacking or not wanted:
        raise MissingDataError(
            f"source {source.name!r} has no pretraining text in {', '.join(lacking) or 'any language'}; "
            f"present: {', '.join(present) or 'none'}"
        )
    return wanted
