"""XGLUE's web page ranking: how well does a page answer a query, from 0 (bad) to 4 (perfect)?

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_wpr",
    title="XGLUE WPR",
    role=TaskRole.TARGET,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("ndcg", "accuracy"),
    languages=tuple("de en es fr it pt zh".split()),
    train_task="xglue_wpr",
    labels=tuple("0 1 2 3 4".split()),
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="labelled_texts",
        train="xglue/WPR/xglue.wpr.{language}.train",
        dev="xglue/WPR/xglue.wpr.{language}.dev",
        test="xglue/WPR/xglue.wpr.{language}.test",
        test_gold="labels/xglue_wpr/test-{language}.tsv",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="XGLUE's terms of service, accepted for the download",
    url="https://microsoft.github.io/XGLUE/",
    note=(
        "First text the query, second title and snippet of the page. nDCG of the predicted ratings, query by "
        "query. A profile that caps examples cuts queries apart; its nDCG is of another setting."
    ),
)
