"""XQuAD: translated SQuAD questions.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="xquad",
    title="XQuAD",
    role=TaskRole.TARGET,
    task_type=TaskType.SPAN_EXTRACTION,
    metrics=("f1", "em"),
    languages=tuple("en es de el ru tr ar vi th zh hi".split()),
    train_task="squad_v1",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="squad", test="xtreme/xquad/xquad.{language}.json", test_gold="labels/xquad/test-{language}.json"
    ),
    hub=HubFiles(
        format="squad",
        columns=(
            "id",
            "question",
            "context",
            "answers",
        ),
        test=(HubRows("google/xtreme", "XQuAD.{language}", "validation"),),
    ),
    licence="CC BY-SA 4.0",
    url="https://github.com/google-deepmind/xquad",
    note="Trained on English SQuAD v1.1; 1,190 of its dev questions in professional translation, parallel by id.",
)
