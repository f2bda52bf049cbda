"""TyDiQA-GoldP: questions by people who did not know the answer.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="tydiqa",
    title="TyDiQA-GoldP",
    role=TaskRole.TARGET,
    task_type=TaskType.SPAN_EXTRACTION,
    metrics=("f1", "em"),
    languages=tuple("en ar bn fi id ko ru sw te".split()),
    train_task="tydiqa",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="squad",
        train="xtreme/tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.{language}.train.json",
        test="xtreme/tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.{language}.dev.json",
        test_gold="labels/tydiqa/test-{language}.json",
    ),
    hub=HubFiles(
        format="squad",
        columns=(
            "id",
            "question",
            "context",
            "answers",
        ),
        train=(HubRows("google/xtreme", "tydiqa", "train"),),
        test=(HubRows("google/xtreme", "tydiqa", "validation"),),
        codes=(
            ("ar", "arabic"),
            ("bn", "bengali"),
            ("en", "english"),
            ("fi", "finnish"),
            ("id", "indonesian"),
            ("ko", "korean"),
            ("ru", "russian"),
            ("sw", "swahili"),
            ("te", "telugu"),
        ),
        language_column="id",
    ),
    licence="Apache-2.0",
    url="https://github.com/google-research-datasets/tydiqa",
    note="XTREME tests on the official dev set; written in each language, not translated. Training ids repeat.",
)
