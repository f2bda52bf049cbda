"""XGLUE's query-ad matching: does an advertisement fit a query?

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_qadsm",
    title="XGLUE QADSM",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("de en fr".split()),
    train_task="xglue_qadsm",
    labels=tuple("Bad Good".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="labelled_texts",
        train="xglue/QADSM/xglue.qadsm.{language}.train",
        dev="xglue/QADSM/xglue.qadsm.{language}.dev",
        test="xglue/QADSM/xglue.qadsm.{language}.test",
        test_gold="labels/xglue_qadsm/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="XGLUE's terms of service, accepted for the download",
    url="https://microsoft.github.io/XGLUE/",
    note=("First text the query, second the title and the description of the advertisement."),
)
