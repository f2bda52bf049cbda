"""A task: what is asked, in which languages, with which metric, and where its files lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TaskRole(StrEnum):
    """The phase in which a task is trained."""

    INTERMEDIATE = "intermediate"
    TARGET = "target"


class TaskType(StrEnum):
    """The shape of input and output; one head each."""

    SEQUENCE_CLASSIFICATION = "sequence_classification"
    TOKEN_CLASSIFICATION = "token_classification"
    SPAN_EXTRACTION = "span_extraction"
    MULTIPLE_CHOICE = "multiple_choice"
    SENTENCE_RETRIEVAL = "sentence_retrieval"


class Split(StrEnum):
    """The part of a dataset; scores of dev and test are never averaged."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """Where the files of a task lie below an XTREME folder.

    Paths may hold `{language}` (two-letter code), `{iso639_3}` or `{name}` (English name of the language).
    A path is relative to the folder that holds `xtreme/`, `labels/` and `intermediate/`.
    """

    format: str  # name of a reader in pipeline/sources/formats
    train: str | None = None
    dev: str | None = None
    test: str | None = None
    test_gold: str | None = None  # gold labels of an unlabelled test file
    dev_gold: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One task; each lives in a file of its own below pipeline/tasks, as the constant TASK."""

    task: str  # the key: "xquad"
    title: str  # as printed: "XQuAD"
    role: TaskRole
    task_type: TaskType
    metrics: tuple[str, ...]  # metric keys, headline metric first
    languages: tuple[str, ...]  # languages XTREME evaluates; ("en",) for intermediate tasks
    train_task: str | None  # task whose English training examples are used; None: never trained
    labels: tuple[str, ...] = ()  # closed label set in a fixed order; empty: none, or read from the data
    folder: FolderFiles | None = None
    licence: str = ""
    url: str = ""
    note: str = ""

    @property
    def primary_metric(self) -> str:
        """The metric that stands for the task in averages."""
        return self.metrics[0]
