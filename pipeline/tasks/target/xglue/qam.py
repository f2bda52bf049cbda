"""XGLUE's question-answer matching: does a passage answer a question?

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_qam",
    title="XGLUE QAM",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("de en fr".split()),
    train_task="xglue_qam",
    labels=tuple("0 1".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="labelled_texts",
        train="xglue/QAM/xglue.qam.{language}.train",
        dev="xglue/QAM/xglue.qam.{language}.dev",
        test="xglue/QAM/xglue.qam.{language}.test",
        test_gold="labels/xglue_qam/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="XGLUE's terms of service, accepted for the download",
    url="https://microsoft.github.io/XGLUE/",
    note=("Label 1: the passage answers the question."),
)
