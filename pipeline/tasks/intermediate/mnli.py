"""MultiNLI: does one English sentence follow from another? Also the training set of XNLI."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="mnli",
    title="MNLI",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=("en",),
    train_task="mnli",
    benchmark=Benchmark.XTREME,
    labels=("contradiction", "entailment", "neutral"),
    folder=FolderFiles(
        format="labelled_pairs",
        train="xtreme/xnli/train-en.tsv",
        otherwise=FolderFiles(
            format="nli_jsonl",
            train="intermediate/mnli/multinli_1.0_train.jsonl",
            dev=(
                "intermediate/mnli/multinli_1.0_dev_matched.jsonl",
                "intermediate/mnli/multinli_1.0_dev_mismatched.jsonl",
            ),
            otherwise=FolderFiles(
                format="labelled_pairs",
                dev=(
                    "intermediate/mnli/mnli_matched_1k_textfooler.tsv",
                    "intermediate/mnli/mnli_mismatched_1k_textfooler.tsv",
                ),
            ),
        ),
    ),
    translated=FolderFiles(
        format="translated_pairs", train="xtreme/xtreme_translations/XNLI/translate-train/en-{language}-translated.tsv"
    ),
    hub=HubFiles(
        format="pairs",
        columns=(
            "premise",
            "hypothesis",
            "label",
        ),
        labels=tuple("entailment neutral contradiction".split()),
        train=(HubRows("nyu-mll/multi_nli", "default", "train"),),
        dev=(
            HubRows("nyu-mll/multi_nli", "default", "validation_matched"),
            HubRows("nyu-mll/multi_nli", "default", "validation_mismatched"),
        ),
    ),
    licence="OANC and other per-genre terms",
    url="https://cims.nyu.edu/~sbowman/multinli/",
    note=(
        "Dev is matched then mismatched. Where the official dev files are absent, the 2 x 1,000 tokenised pairs of "
        "jind11/TextFooler are read."
    ),
)
