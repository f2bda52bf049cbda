"""XGLUE's news classification: one of ten categories from title and body.

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_nc",
    title="XGLUE NC",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("de en es fr ru".split()),
    train_task="xglue_nc",
    labels=tuple("autos entertainment finance foodanddrink health lifestyle news sports travel video".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="labelled_texts",
        train="xglue/NC/xglue.nc.{language}.train",
        dev="xglue/NC/xglue.nc.{language}.dev",
        test="xglue/NC/xglue.nc.{language}.test",
        test_gold="labels/xglue_nc/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="XGLUE's terms of service, accepted for the download",
    url="https://microsoft.github.io/XGLUE/",
    note=("First text the title, second the body."),
)
