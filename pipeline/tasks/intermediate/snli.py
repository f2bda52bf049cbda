"""SNLI pairs that stand in for MNLI where a folder lacks it: ten thousand labelled pairs, SNLI's own test set."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="snli",
    title="SNLI pairs",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=("en",),
    train_task="snli",
    labels=("contradiction", "entailment", "neutral"),
    benchmark=Benchmark.OTHER,
    folder=FolderFiles(format="nli_files", train="intermediate/snli/snli_test.tsv"),
    hub_lack="read from folders alone; MNLI itself is on the hub",
    licence="CC BY-SA 4.0",
    url="https://nlp.stanford.edu/projects/snli/",
    note="SNLI's test set, trained on in place of a training set; never to be scored as SNLI.",
)
