"""Tatoeba: find the translation of each sentence.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="tatoeba",
    title="Tatoeba",
    role=TaskRole.TARGET,
    task_type=TaskType.SENTENCE_RETRIEVAL,
    metrics=("accuracy",),
    languages=tuple(
        (
            "ar he vi id jv tl eu ml ta te af nl de el bn hi mr ur fa fr it "
            "pt es bg ru ja ka ko th sw zh kk tr et fi hu"
        ).split()
    ),
    train_task=None,
    folder=FolderFiles(
        format="tatoeba",
        test=("xtreme/tatoeba/{language}-en.{language}", "xtreme/tatoeba/{language}-en.en"),
        test_gold="labels/tatoeba/test-{language}.tsv",
    ),
    licence="CC BY 2.0 FR",
    url="https://github.com/facebookresearch/LASER/tree/main/data/tatoeba/v1",
    note="Never trained. Queries are English, candidates foreign: the direction that XTREME scores.",
)
