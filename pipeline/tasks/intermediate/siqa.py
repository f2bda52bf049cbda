"""Social IQa: commonsense questions on social situations, three answers each; XTREME-R trains XCOPA on it first."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="siqa",
    title="Social IQa",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.MULTIPLE_CHOICE,
    metrics=("accuracy",),
    languages=("en",),
    train_task="siqa",
    benchmark=Benchmark.XTREME_R,
    folder=FolderFiles(
        format="siqa",
        train="xtreme/siqa/socialIQa_v1.4_trn.jsonl",
        dev="xtreme/siqa/socialIQa_v1.4_dev.jsonl",
        test="xtreme/siqa/socialIQa_v1.4_tst.jsonl",
    ),
    hub=HubFiles(
        format="siqa",
        columns=("context", "question", "label", "answerA", "answerB", "answerC"),
        labels=("1", "2", "3"),
        train=(HubRows("allenai/social_i_qa", "default", "train"),),
        dev=(HubRows("allenai/social_i_qa", "default", "validation"),),
    ),
    licence="CC BY 4.0",
    url="https://leaderboard.allenai.org/socialiqa",
    note="None of the paper's nine intermediate tasks: the first training set of XTREME-R's XCOPA.",
)
