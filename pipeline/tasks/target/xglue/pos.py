"""XGLUE's parts of speech: a part of Universal Dependencies 2.5.

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_pos",
    title="XGLUE POS",
    role=TaskRole.TARGET,
    task_type=TaskType.TOKEN_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("pl ar ru bg de el en es fr hi it nl pt th tr ur vi zh".split()),
    train_task="xglue_pos",
    labels=tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="conll",
        train="xglue/POS/{language}.train",
        dev="xglue/POS/{language}.dev",
        test="xglue/POS/{language}.test",
        test_gold="labels/xglue_pos/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="per treebank; some non-commercial",
    url="https://microsoft.github.io/XGLUE/",
    note=(
        "Accuracy over words, as XGLUE's paper and README say; its script computes seqeval's precision of segments "
        "under that name, another number."
    ),
)
