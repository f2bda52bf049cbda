"""CCG supertagging: a lexical category for each word of CCGbank."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="ccg",
    title="CCG",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.TOKEN_CLASSIFICATION,
    metrics=("accuracy",),
    languages=("en",),
    train_task="ccg",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(format="ccg", train="intermediate/ccg/wsj02-21.stagged", dev="intermediate/ccg/wsj00.stagged"),
    hub_lack="CCGbank is licensed by the LDC (LDC2005T13); bring it as a folder",
    licence="LDC2005T13, for licensed users",
    url="https://catalog.ldc.upenn.edu/LDC2005T13",
    note="CCGbank sections 02-21 and 00; the label set is read from the training file.",
)
