"""XNLI: does one sentence follow from another?

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xnli",
    title="XNLI",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("ar bg de el en es fr hi ru sw th tr ur vi zh".split()),
    train_task="mnli",
    labels=("contradiction", "entailment", "neutral"),
    folder=FolderFiles(
        format="labelled_pairs",
        dev="xtreme/xnli/dev-{language}.tsv",
        test="xtreme/xnli/test-{language}.tsv",
        test_gold="labels/xnli/test-{language}.tsv",
    ),
    licence="CC BY-NC 4.0",
    url="https://github.com/facebookresearch/XNLI",
    note="Trained on English MNLI; dev and test are parallel across the languages.",
)
