"""XGLUE's PAWS-X: four of the seven languages.

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_pawsx",
    title="XGLUE PAWS-X",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("de en es fr".split()),
    train_task="xglue_pawsx",
    labels=tuple("0 1".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="labelled_texts",
        train="xglue/PAWSX/{language}/train.tsv",
        dev="xglue/PAWSX/{language}/dev_2k.tsv",
        test="xglue/PAWSX/{language}/test_2k.tsv",
        test_gold="labels/xglue_pawsx/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="free for any purpose, acknowledging Google LLC",
    url="https://microsoft.github.io/XGLUE/",
    note=("Label 1: the two sentences are paraphrases."),
)
