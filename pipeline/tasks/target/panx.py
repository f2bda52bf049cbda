"""PAN-X: names of places, organisations and persons in Wikipedia.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="panx",
    title="PAN-X",
    role=TaskRole.TARGET,
    task_type=TaskType.TOKEN_CLASSIFICATION,
    metrics=("f1",),
    languages=tuple(
        (
            "ar he vi id jv ms tl eu ml ta te af nl en de el bn hi mr ur fa fr "
            "it pt es bg ru ja ka ko th sw yo my zh kk tr et fi hu"
        ).split()
    ),
    train_task="panx",
    benchmark=Benchmark.XTREME,
    labels=("B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O"),
    folder=FolderFiles(
        format="tags",
        train="xtreme/panx/train-{language}.tsv",
        dev="xtreme/panx/dev-{language}.tsv",
        test="xtreme/panx/test-{language}.tsv",
        test_gold="labels/panx/test-{language}.tsv",
    ),
    hub=HubFiles(
        format="tags",
        columns=(
            "tokens",
            "ner_tags",
        ),
        labels=tuple("O B-PER I-PER B-ORG I-ORG B-LOC I-LOC".split()),
        train=(HubRows("google/xtreme", "PAN-X.{language}", "train"),),
        dev=(HubRows("google/xtreme", "PAN-X.{language}", "validation"),),
        test=(HubRows("google/xtreme", "PAN-X.{language}", "test"),),
    ),
    licence="text CC BY-SA 3.0, annotation ODC-BY",
    url="https://aclanthology.org/P17-1178",
    note="WikiAnn; labels were projected automatically. XTREME keeps the test labels to itself.",
)
