"""Part-of-speech tags of Universal Dependencies.

Languages: google-research/xtreme evaluate.py, XTREME_TASK2LANGS.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

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
    benchmark=Benchmark.XTREME,
    labels=tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()),
    folder=FolderFiles(
        format="tags",
        train="xtreme/udpos/train-{language}.tsv",
        dev="xtreme/udpos/dev-{language}.tsv",
        test="xtreme/udpos/test-{language}.tsv",
        test_gold="labels/udpos/test-{language}.tsv",
    ),
    hub=HubFiles(
        format="tags",
        columns=(
            "tokens",
            "pos_tags",
        ),
        labels=tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()),
        train=(HubRows("google/xtreme", "udpos.{language}", "train"),),
        dev=(HubRows("google/xtreme", "udpos.{language}", "validation"),),
        test=(HubRows("google/xtreme", "udpos.{language}", "test"),),
        codes=(
            ("af", "Afrikaans"),
            ("ar", "Arabic"),
            ("bg", "Bulgarian"),
            ("de", "German"),
            ("el", "Greek"),
            ("en", "English"),
            ("es", "Spanish"),
            ("et", "Estonian"),
            ("eu", "Basque"),
            ("fa", "Persian"),
            ("fi", "Finnish"),
            ("fr", "French"),
            ("he", "Hebrew"),
            ("hi", "Hindi"),
            ("hu", "Hungarian"),
            ("id", "Indonesian"),
            ("it", "Italian"),
            ("ja", "Japanese"),
            ("kk", "Kazakh"),
            ("ko", "Korean"),
            ("mr", "Marathi"),
            ("nl", "Dutch"),
            ("pt", "Portuguese"),
            ("ru", "Russian"),
            ("ta", "Tamil"),
            ("te", "Telugu"),
            ("th", "Thai"),
            ("tl", "Tagalog"),
            ("tr", "Turkish"),
            ("ur", "Urdu"),
            ("vi", "Vietnamese"),
            ("yo", "Yoruba"),
            ("zh", "Chinese"),
        ),
        note="words as the treebanks part them, not the fused forms of XTREME's own files",
    ),
    licence="per treebank; some non-commercial",
    url="https://universaldependencies.org",
    note="Universal Dependencies 2.5; words are fused surface forms. XTREME's F1 is seqeval's, over POS tags.",
)
