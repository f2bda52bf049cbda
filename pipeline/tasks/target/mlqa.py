"""MLQA: questions on aligned Wikipedia passages.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="mlqa",
    title="MLQA",
    role=TaskRole.TARGET,
    task_type=TaskType.SPAN_EXTRACTION,
    metrics=("f1", "em"),
    languages=tuple("en es de ar hi vi zh".split()),
    train_task="squad_v1",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="squad",
        dev="xtreme/mlqa/MLQA_V1/dev/dev-context-{language}-question-{language}.json",
        test="xtreme/mlqa/MLQA_V1/test/test-context-{language}-question-{language}.json",
        test_gold="labels/mlqa/test-{language}.json",
    ),
    hub=HubFiles(
        format="squad",
        columns=(
            "id",
            "question",
            "context",
            "answers",
        ),
        dev=(HubRows("google/xtreme", "MLQA.{language}.{language}", "validation"),),
        test=(HubRows("google/xtreme", "MLQA.{language}.{language}", "test"),),
    ),
    licence="CC BY-SA 3.0",
    url="https://github.com/facebookresearch/MLQA",
    note="Trained on English SQuAD v1.1; context and question in the same language, as XTREME evaluates it.",
)
