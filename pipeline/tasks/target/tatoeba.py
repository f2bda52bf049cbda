"""Tatoeba: find the translation of each sentence.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

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
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="tatoeba",
        test=("xtreme/tatoeba/{language}-en.{language}", "xtreme/tatoeba/{language}-en.en"),
        test_gold="labels/tatoeba/test-{language}.tsv",
    ),
    hub=HubFiles(
        format="tatoeba",
        columns=(
            "source_sentence",
            "target_sentence",
        ),
        test=(HubRows("google/xtreme", "tatoeba.{language}", "validation"),),
        codes=(
            ("af", "afr"),
            ("ar", "ara"),
            ("bg", "bul"),
            ("bn", "ben"),
            ("de", "deu"),
            ("el", "ell"),
            ("es", "spa"),
            ("et", "est"),
            ("eu", "eus"),
            ("fa", "pes"),
            ("fi", "fin"),
            ("fr", "fra"),
            ("he", "heb"),
            ("hi", "hin"),
            ("hu", "hun"),
            ("id", "ind"),
            ("it", "ita"),
            ("ja", "jpn"),
            ("jv", "jav"),
            ("ka", "kat"),
            ("kk", "kaz"),
            ("ko", "kor"),
            ("ml", "mal"),
            ("mr", "mar"),
            ("nl", "nld"),
            ("pt", "por"),
            ("ru", "rus"),
            ("sw", "swh"),
            ("ta", "tam"),
            ("te", "tel"),
            ("th", "tha"),
            ("tl", "tgl"),
            ("tr", "tur"),
            ("ur", "urd"),
            ("vi", "vie"),
            ("zh", "cmn"),
        ),
    ),
    licence="CC BY 2.0 FR",
    url="https://github.com/facebookresearch/LASER/tree/main/data/tatoeba/v1",
    note="Never trained. Queries are English, candidates foreign: the direction that XTREME scores.",
)
