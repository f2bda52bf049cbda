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


class Benchmark(StrEnum):
    """What a task belongs to; only the paper's experiment enters its averages, regimes and claims."""

    XTREME = "xtreme"  # the paper's experiment: nine targets of XTREME and nine intermediate tasks
    XTREME_R = "xtreme_r"  # what XTREME-R adds
    XGLUE = "xglue"
    OTHER = "other"  # joins no list: trained, scored and shown where a profile, claim or import names it


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """Where the files of a task lie below an XTREME folder.

    A path is relative to the folder that holds `xtreme/`, `labels/` and `intermediate/`, and may hold `{language}`
    (its code). A tuple names files that are needed together, in the order the reader of the format takes them.
    """

    format: str  # name of a reader in pipeline/sources/formats
    train: str | tuple[str, ...] | None = None
    dev: str | tuple[str, ...] | None = None
    test: str | tuple[str, ...] | None = None
    test_gold: str | None = None  # gold labels of an unlabelled test file
    dev_gold: str | None = None
    otherwise: FolderFiles | None = None  # looked for where a split is not there in this form

    def examples(self, split: Split) -> tuple[str, ...]:
        """Paths of the files with the examples of `split`; empty where this form of the task has no such split."""
        paths = {Split.TRAIN: self.train, Split.DEV: self.dev, Split.TEST: self.test}[split]
        return (paths,) if isinstance(paths, str) else paths or ()

    def gold(self, split: Split) -> str | None:
        """Path of the file with the gold labels of `split`, where the examples may come without."""
        return {Split.TRAIN: None, Split.DEV: self.dev_gold, Split.TEST: self.test_gold}[split]


@dataclass(frozen=True, slots=True)
class HubRows:
    """The rows of one split of a data set on the Hugging Face hub.

    `config` and `split` may hold `{language}`: the language's entry in `HubFiles.codes`, else its code.
    """

    dataset: str  # "google/xtreme"
    config: str
    split: str


@dataclass(frozen=True, slots=True)
class HubFiles:
    """Where the examples of a task are on the Hugging Face hub, and what their columns mean.

    A tuple of rows is read one after the other.
    """

    format: str  # name of a reader in pipeline/sources/hub_rows
    columns: tuple[str, ...] = ()  # in the order that the reader of the format takes them
    labels: tuple[str, ...] = ()  # what the label numbers of the data set mean, from 0; empty: labels are text
    train: tuple[HubRows, ...] = ()
    dev: tuple[HubRows, ...] = ()
    test: tuple[HubRows, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()  # (language, its name there); empty: the codes themselves
    language_column: str | None = None  # holds the language of a row, where one split holds several
    note: str = ""  # in what the rows differ from XTREME's own files

    def rows(self, split: Split) -> tuple[HubRows, ...]:
        """What is read for `split`, in order; empty where there is no such split."""
        return {Split.TRAIN: self.train, Split.DEV: self.dev, Split.TEST: self.test}[split]


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
    benchmark: Benchmark  # OTHER unless it is a task of the paper's experiment, of XTREME-R or of XGLUE
    labels: tuple[str, ...] = ()  # closed label set in a fixed order; empty: none, or read from the data
    train_first: str | None = None  # task trained before `train_task` in the target phase; its head is trained on
    folder: FolderFiles | None = None
    translated: FolderFiles | None = None  # its training examples in other languages; `train` holds {language}
    hub: HubFiles | None = None  # None: the hub has no such data as files
    hub_lack: str = ""  # why `hub` is None
    licence: str = ""
    url: str = ""
    note: str = ""

    @property
    def primary_metric(self) -> str:
        """The metric that stands for the task in averages."""
        return self.metrics[0]

    @property
    def splits(self) -> tuple[Split, ...]:
        """The splits that can be scored: those the benchmark has files of; both where no files are described."""
        if self.folder is None and self.hub is None:
            return (Split.DEV, Split.TEST)
        return tuple(
            split
            for split in (Split.DEV, Split.TEST)
            if (self.folder is not None and self.folder.examples(split))
            or (self.hub is not None and self.hub.rows(split))
        )
