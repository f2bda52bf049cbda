"""Part-of-speech tags of Universal Dependencies.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="udpos",
    title="UD POS",
    role=TaskRole.TARGET,
    task_type=TaskType.TOKEN_CLASSIFICATION,
    metrics=("f1", "accuracy"),
    languages=tuple(
        "af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh".split()
    ),
    train_task="udpos",
    labels=tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()),
    folder=FolderFiles(
        format="tags",
        train="xtreme/udpos/train-{language}.tsv",
        dev="xtreme/udpos/dev-{language}.tsv",
        test="xtreme/udpos/test-{language}.tsv",
        test_gold="labels/udpos/test-{language}.tsv",
    ),
    licence="per treebank; some non-commercial",
    url="https://universaldependencies.org",
    note="Universal Dependencies 2.5; words are fused surface forms. XTREME's F1 is seqeval's, over POS tags.",
)
