"""XCOPA: which of two sentences is the cause, or the effect, of a premise?

Training and input: google-research/xtreme scripts/train_xcopa.sh ("train a model on the English SIQa and the English
COPA data"; the second run starts from the checkpoint of the first, head included) and third_party/run_xcopa.py. Files:
download_xcopa of scripts/download_data.sh, where train-en, val-en and test-en are SuperGLUE's COPA. Languages:
evaluate.py, XTREME_R_TASK2LANGS; English is not among them.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="xcopa",
    title="XCOPA",
    role=TaskRole.TARGET,
    task_type=TaskType.MULTIPLE_CHOICE,
    metrics=("accuracy",),
    languages=tuple("et ht id it qu sw ta th tr vi zh".split()),
    train_task="xcopa",
    train_first="siqa",
    benchmark=Benchmark.XTREME_R,
    folder=FolderFiles(
        format="copa",
        train="xtreme/xcopa/train-{language}.jsonl",
        dev="xtreme/xcopa/val-{language}.jsonl",
        test="xtreme/xcopa/test-{language}.jsonl",
        test_gold="labels/xcopa/test-{language}.jsonl",
    ),
    hub=HubFiles(
        format="copa",
        columns=("premise", "question", "choice1", "choice2", "label"),
        dev=(HubRows("cambridgeltl/xcopa", "{language}", "validation"),),
        test=(HubRows("cambridgeltl/xcopa", "{language}", "test"),),
        note="no English COPA: the hub keeps SuperGLUE's as a script, which is not run",
    ),
    licence="CC BY 4.0; English COPA BSD-2-Clause",
    url="https://github.com/cambridgeltl/xcopa",
    note="Trained on English Social IQa, then on English COPA with the same head, as XTREME-R does.",
)
