"""ANLI+: adversarial natural language inference with MultiNLI and SNLI."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="anli_plus",
    title="ANLI+",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=("en",),
    train_task="anli_plus",
    benchmark=Benchmark.XTREME,
    labels=("contradiction", "entailment", "neutral"),
    folder=FolderFiles(
        format="nli_jsonl",
        train=(
            "intermediate/anli/R1/train.jsonl",
            "intermediate/anli/R2/train.jsonl",
            "intermediate/anli/R3/train.jsonl",
            "intermediate/mnli/multinli_1.0_train.jsonl",
            "intermediate/snli/snli_1.0_train.jsonl",
        ),
        dev=("intermediate/anli/R1/dev.jsonl", "intermediate/anli/R2/dev.jsonl", "intermediate/anli/R3/dev.jsonl"),
    ),
    hub=HubFiles(
        format="pairs",
        columns=(
            "premise",
            "hypothesis",
            "label",
        ),
        labels=tuple("entailment neutral contradiction".split()),
        train=(
            HubRows("facebook/anli", "plain_text", "train_r1"),
            HubRows("facebook/anli", "plain_text", "train_r2"),
            HubRows("facebook/anli", "plain_text", "train_r3"),
            HubRows("nyu-mll/multi_nli", "default", "train"),
            HubRows("stanfordnlp/snli", "plain_text", "train"),
        ),
        dev=(
            HubRows("facebook/anli", "plain_text", "dev_r1"),
            HubRows("facebook/anli", "plain_text", "dev_r2"),
            HubRows("facebook/anli", "plain_text", "dev_r3"),
        ),
    ),
    licence="ANLI CC BY-NC 4.0, SNLI CC BY-SA 4.0, MultiNLI per-genre terms",
    url="https://github.com/facebookresearch/anli",
    note=(
        "Training: ANLI R1-R3, MultiNLI and SNLI, a composition inferred from sizes alone: of the 1,104,934 examples "
        "claimed for ANLI+, 162,865 (ANLI) and 392,702 (MNLI) leave SNLI's 550,152 less 785. Dev: ANLI R1-R3."
    ),
)
