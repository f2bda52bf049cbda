"""PAWS-X: do two sentences with much the same words mean the same?

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="pawsx",
    title="PAWS-X",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("de en es fr ja ko zh".split()),
    train_task="pawsx",
    benchmark=Benchmark.XTREME,
    labels=("0", "1"),
    folder=FolderFiles(
        format="labelled_pairs",
        train="xtreme/pawsx/train-{language}.tsv",
        dev="xtreme/pawsx/dev-{language}.tsv",
        test="xtreme/pawsx/test-{language}.tsv",
        test_gold="labels/pawsx/test-{language}.tsv",
    ),
    translated=FolderFiles(
        format="translated_pairs", train="xtreme/xtreme_translations/PAWSX/translate-train/en-{language}-translated.tsv"
    ),
    hub=HubFiles(
        format="pairs",
        columns=(
            "sentence1",
            "sentence2",
            "label",
        ),
        train=(HubRows("google/xtreme", "PAWS-X.{language}", "train"),),
        dev=(HubRows("google/xtreme", "PAWS-X.{language}", "validation"),),
        test=(HubRows("google/xtreme", "PAWS-X.{language}", "test"),),
    ),
    licence="free for any purpose, acknowledging Google LLC",
    url="https://github.com/google-research-datasets/paws",
    note="Label 1: the two sentences are paraphrases.",
)
