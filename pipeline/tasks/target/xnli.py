"""XNLI: does one sentence follow from another?

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="xnli",
    title="XNLI",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=tuple("ar bg de el en es fr hi ru sw th tr ur vi zh".split()),
    train_task="mnli",
    benchmark=Benchmark.XTREME,
    labels=("contradiction", "entailment", "neutral"),
    folder=FolderFiles(
        format="labelled_pairs",
        dev="xtreme/xnli/dev-{language}.tsv",
        test="xtreme/xnli/test-{language}.tsv",
        test_gold="labels/xnli/test-{language}.tsv",
    ),
    hub=HubFiles(
        format="pairs",
        columns=(
            "sentence1",
            "sentence2",
            "gold_label",
        ),
        dev=(HubRows("google/xtreme", "XNLI", "validation"),),
        test=(HubRows("google/xtreme", "XNLI", "test"),),
        language_column="language",
    ),
    licence="CC BY-NC 4.0",
    url="https://github.com/facebookresearch/XNLI",
    note="Trained on English MNLI; dev and test are parallel across the languages.",
)
