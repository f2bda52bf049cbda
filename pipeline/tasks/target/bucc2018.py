"""BUCC 2018: find the translations in two comparable corpora.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="bucc2018",
    title="BUCC 2018",
    role=TaskRole.TARGET,
    task_type=TaskType.SENTENCE_RETRIEVAL,
    metrics=("f1",),
    languages=tuple("de fr ru zh".split()),
    train_task=None,
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="bucc",
        dev=("xtreme/bucc2018/{language}-en.dev.{language}", "xtreme/bucc2018/{language}-en.dev.en"),
        dev_gold="xtreme/bucc2018/{language}-en.dev.gold",
        test=("xtreme/bucc2018/{language}-en.test.{language}", "xtreme/bucc2018/{language}-en.test.en"),
        test_gold="labels/bucc2018/test-{language}.tsv",
    ),
    hub_lack="google/xtreme keeps the gold pairs alone, without the lines among which they are to be found",
    licence="none stated by the shared task",
    url="https://comparable.limsi.fr/bucc2018/bucc2018-task.html",
    note=(
        "Never trained. Queries are foreign, candidates English; most queries have no translation. "
        "XTREME calls the shared task's sample set dev and its training set test."
    ),
)
