"""Mewsli-X: find the entity that a mention in a news text stands for, among descriptions in fifty languages.

Files: google-research/xtreme scripts/download_data.sh, download_mewslix, and mewslix_preprocess of utils_preprocess.py.
Texts of mentions and entities, and the metric: third_party/utils_mewslix.py (one right entity a mention, so that AP@20
is the reciprocal rank). Languages: evaluate.py, XTREME_R_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="mewslix",
    title="Mewsli-X",
    role=TaskRole.TARGET,
    task_type=TaskType.SENTENCE_RETRIEVAL,
    metrics=("map@20",),
    languages=tuple("ar de en es fa ja pl ro ta tr uk".split()),
    train_task=None,
    benchmark=Benchmark.XTREME_R,
    folder=FolderFiles(
        format="mewslix",
        dev=(
            "xtreme/mewslix/wikinews_mentions/dev-{language}.jsonl",
            "xtreme/mewslix/candidate_set_entities.jsonl",
        ),
        test=(
            "xtreme/mewslix/wikinews_mentions/test-{language}.jsonl",
            "xtreme/mewslix/candidate_set_entities.jsonl",
        ),
        test_gold="labels/mewslix/test-{language}.json",
    ),
    hub_lack="built by a script of google-research/google-research from Wikipedia and Wikinews dumps",
    licence="texts of Wikipedia (CC BY-SA) and Wikinews (CC BY)",
    url="https://github.com/google-research/google-research/tree/master/dense_representations_for_entity_retrieval",
    note=(
        "Used without training, as Tatoeba is; XTREME-R's baselines train a dual encoder on English Wikipedia pairs, "
        "so its published scores are of another setting. The candidate set holds 1,003,893 descriptions."
    ),
)
