"""Natural language inference from what a folder may have without MNLI's training set: SNLI, ANLI and MNLI parts."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="nli_mix",
    title="NLI mix",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=("en",),
    train_task="nli_mix",
    labels=("contradiction", "entailment", "neutral"),
    benchmark=Benchmark.OTHER,
    folder=FolderFiles(
        format="nli_files",
        train=(
            "intermediate/snli/snli_test.tsv",
            "intermediate/mnli/mnli_matched_1k_textfooler.tsv",
            "intermediate/anli/R1/dev.jsonl",
            "intermediate/anli/R2/dev.jsonl",
            "intermediate/anli/R3/dev.jsonl",
        ),
        dev="intermediate/mnli/mnli_mismatched_1k_textfooler.tsv",
    ),
    hub_lack="read from folders alone; MNLI and ANLI themselves are on the hub",
    licence="SNLI CC BY-SA 4.0, ANLI CC BY-NC 4.0, MultiNLI per-genre terms",
    url="https://github.com/facebookresearch/anli",
    note=(
        "No official set: SNLI's test pairs, ANLI's dev pairs of three rounds and 1,000 tokenised pairs of MultiNLI's "
        "matched dev set; dev is 1,000 of the mismatched one. Scores on it are of no published set."
    ),
)
