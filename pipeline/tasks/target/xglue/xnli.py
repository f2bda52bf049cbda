"""XGLUE's XNLI: the original data in XGLUE's layout.

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_xnli",
    title="XGLUE XNLI",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("ar bg de el en es fr hi ru sw th tr ur vi zh".split()),
    train_task="xglue_xnli",
    labels=tuple("contradiction entailment neutral".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="labelled_texts",
        train="xglue/XNLI/multinli.train.{language}.tsv",
        dev="xglue/XNLI/{language}.dev",
        test="xglue/XNLI/{language}.test",
        test_gold="labels/xglue_xnli/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="CC BY-NC 4.0",
    url="https://microsoft.github.io/XGLUE/",
    note=("Trained on the English MultiNLI beside it."),
)
