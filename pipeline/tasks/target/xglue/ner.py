"""XGLUE's named entities: a part of CoNLL 2002 and 2003.

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_ner",
    title="XGLUE NER",
    role=TaskRole.TARGET,
    task_type=TaskType.TOKEN_CLASSIFICATION,
    metrics=("f1",),
    languages=tuple("de en es nl".split()),
    train_task="xglue_ner",
    labels=tuple("B-LOC B-MISC B-ORG B-PER I-LOC I-MISC I-ORG I-PER O".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="conll",
        train="xglue/NER/{language}.train",
        dev="xglue/NER/{language}.dev",
        test="xglue/NER/{language}.test",
        test_gold="labels/xglue_ner/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="terms of CoNLL 2002 and 2003; XGLUE's terms of service, accepted for the download",
    url="https://microsoft.github.io/XGLUE/",
    note=("Trained on the English part. F1 of labelled segments."),
)
