"""Training speed beside transformers' Trainer and beside what the matrix products alone would allow.

    python -m benchmarks.training [--quick] [--tasks squad_v1 mnli hellaswag] [--data XTREME_FOLDER] ...

All train the same encoder on the same token sequences, with the same batch size, steps and threads:

- ours: `fine_tune` with the settings of profile `mini`, features sorted into batches of like length.
- Trainer, scripts' default: single precision, with the padding that the library's example script for the task defaults
  to: run_qa.py and run_xnli.py pad to the maximum length, run_swag.py to the longest of a batch.
- Trainer, longest: padded to the longest of a batch, whatever the script does.
- Trainer, tuned: that, grouped by length and in bfloat16 where the processor has it.
- products: the linear layers' matrix products of one step, forward and backward, on tokens without padding; attention,
  norms, activations and optimiser left out. No training in that precision can be faster here.

Tokens are counted without padding. Time runs from the end of the first optimiser step, which allocates, to the end of
the last; no side tokenises or saves within it. Each round measures all in turn; figures are medians over the rounds,
with the lowest and highest. "cores" is how much of its cores a measurement got: far below 1, other programs were in the
way and the figures say little; `--clock cpu` then counts processor seconds, for one thread.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook
from transformers import (
    AutoModelForMultipleChoice,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    DataCollatorForMultipleChoice,
    DataCollatorWithPadding,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

from pipeline.domain.task import Split, TaskType
from pipeline.experiments.profile import load_profile
from pipeline.experiments.sampling import sample
from pipeline.experiments.starts import MINILM, find_start
from pipeline.heads.discovery import get_head
from pipeline.heads.head import Feature, FeatureSettings
from pipeline.sources.generated.source import GeneratedSource
from pipeline.sources.source import Source
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task
from pipeline.training.device import has_fast_bf16
from pipeline.training.encoder import load_encoder
from pipeline.training.fine_tuning import Lesson, fine_tune

MINI = load_profile("mini")
# the head, and pad_to_max_length of run_qa.py, run_xnli.py, run_swag.py in huggingface/transformers, examples/pytorch
LIBRARY = {
    TaskType.SPAN_EXTRACTION: (AutoModelForQuestionAnswering, True),
    TaskType.SEQUENCE_CLASSIFICATION: (AutoModelForSequenceClassification, True),
    TaskType.MULTIPLE_CHOICE: (AutoModelForMultipleChoice, False),
}
OURS = "ours"
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


@dataclasses.dataclass(frozen=True)
class Contest:
    """What all contestants share."""

    lesson: Lesson
    encoder: str
    features: list[Feature]

    @property
    def lengths(self) -> list[int]:
        """Tokens of every row."""
        return [len(row) for feature in self.features for row in feature.rows]


@dataclasses.dataclass(frozen=True)
class Measured:
    """What one contestant did between its first and its last step."""

    n_tokens: int  # without padding
    wall: float  # seconds
    cpu: float  # seconds of all threads


@dataclasses.dataclass(frozen=True)
class Row:
    """One contestant on one task in one round; task "all": as many tokens of each task."""

    threads: int
    round: int
    task: str
    contestant: str
    tokens_per_second: float
    cores: float  # used, as a share of the threads


def main() -> None:
    """Measure, print one table for each number of threads, and write the JSON."""
    asked = _arguments()
    started = time.monotonic()
    contests = [_contest(name, asked) for name in asked.tasks]
    rows: list[Row] = []
    for number in range(asked.rounds):
        for n_threads in asked.threads:
            torch.set_num_threads(n_threads)
            rows += _round(contests, number, n_threads, asked.clock, asked.variants)
        if time.monotonic() - started > asked.seconds * (number + 1) / (number + 2):
            break  # the next round would end too late
    for contest in contests:
        lengths, settings = contest.lengths, contest.lesson.settings
        print(
            f"{contest.lesson.task.task}: {len(lengths)} rows of {min(lengths)}-{max(lengths)} tokens, mean "
            f"{statistics.mean(lengths):.0f}, maximum {settings.max_length}; {settings.batch_size} examples a batch"
        )
    for n_threads in asked.threads:
        _print_table([row for row in rows if row.threads == n_threads], asked.clock)
    print(f"\n{time.monotonic() - started:.0f} s")
    if asked.json:
        asked.json.write_text(json.dumps({"clock": asked.clock, "rows": [dataclasses.asdict(row) for row in rows]}))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two tasks, two steps, one round, one thread")
    parser.add_argument("--tasks", nargs="+", help="default: squad_v1 mnli hellaswag")
    parser.add_argument("--variants", action="store_true", help="ours with the other attention and in float32 as well")
    parser.add_argument("--data", type=Path, help="XTREME folder; default: generated data")
    parser.add_argument("--encoder", help="folder; default: all-MiniLM-L6-v2")
    parser.add_argument("--max-length", type=int, help="default: as profile mini")
    parser.add_argument("--batch-size", type=int, help="examples; default: as profile mini")
    parser.add_argument("--threads", type=int, nargs="+", help="default: 1 2")
    parser.add_argument("--steps", type=int, help="default: 3; the first is not timed")
    parser.add_argument("--rounds", type=int, help="default: 3")
    parser.add_argument("--seconds", type=float, default=240.0, help="leave out rounds that would end later")
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    parser.add_argument("--json", type=Path, help="file for every single measurement")
    asked = parser.parse_args()
    asked.tasks = asked.tasks or ["squad_v1", "mnli", "hellaswag"][: 2 if asked.quick else 3]
    asked.threads = asked.threads or ([1] if asked.quick or asked.clock == "cpu" else [1, 2])
    asked.steps, asked.rounds = asked.steps or (2 if asked.quick else 3), asked.rounds or (1 if asked.quick else 3)
    if asked.steps < 2:
        parser.error("--steps must be 2 or more: the first is not timed")
    if asked.clock == "cpu" and asked.threads != [1]:
        parser.error("--clock cpu needs --threads 1: threads that wait for each other use the processor too")
    return asked


def _contest(name: str, asked: argparse.Namespace) -> Contest:
    task = get_task(name)
    source: Source = XtremeFolder(asked.data) if asked.data else GeneratedSource(seed=0)
    wanted = {"max_length": asked.max_length, "batch_size": asked.batch_size, "epochs": 1}
    settings = MINI.fine_tuning("intermediate", name)
    settings = settings.model_copy(update={field: value for field, value in wanted.items() if value})
    # dev where a folder has no train: its lengths are alike
    split = Split.TRAIN if "en" in source.languages(task, Split.TRAIN) else Split.DEV
    examples = sample(source.read(task, split, "en"), settings.batch_size * asked.steps, seed=0)
    encoder = asked.encoder or find_start(MINILM)
    tokenizer = load_encoder(encoder).tokenizer
    found = get_head(task.task_type).features(
        examples, tokenizer, FeatureSettings(settings.max_length, settings.stride)
    )
    return Contest(Lesson(task, examples, settings), encoder, [each for each in found if each.target is not None])


def _round(contests: list[Contest], number: int, n_threads: int, clock: str, with_variants: bool) -> list[Row]:
    contestants = CONTESTANTS | (VARIANTS if with_variants else {})
    found = {
        (contest.lesson.task.task, contestant): measure(contest)
        for contest in contests
        for contestant, measure in contestants.items()  # one after the other on a task, while the load is alike
    }
    for contestant in contestants:
        parts = [found[contest.lesson.task.task, contestant] for contest in contests]
        n_tokens = sum(part.n_tokens for part in parts)
        wall = n_tokens * statistics.mean(part.wall / part.n_tokens for part in parts)
        cpu = n_tokens * statistics.mean(part.cpu / part.n_tokens for part in parts)
        found["all", contestant] = Measured(n_tokens, wall, cpu)
    return [
        Row(
            n_threads,
            number,
            task,
            contestant,
            each.n_tokens / (each.wall if clock == "wall" else each.cpu),
            each.cpu / each.wall / n_threads,
        )
        for (task, contestant), each in found.items()
    ]


class _Steps:
    """The clocks at the end of every optimiser step."""

    def __init__(self) -> None:
        self._ends: list[tuple[float, float]] = []

    def note(self, *_: Any) -> None:
        """Keep the clocks as they are now."""
        if torch.accelerator.is_available():
            torch.accelerator.synchronize()
        self._ends.append((time.perf_counter(), time.process_time()))

    def measured(self, n_tokens_of_steps: list[int]) -> Measured:
        """From the end of the first step to that of the last."""
        (wall, cpu), (last_wall, last_cpu) = self._ends[0], self._ends[-1]
        return Measured(sum(n_tokens_of_steps[1 : len(self._ends)]), last_wall - wall, last_cpu - cpu)


@contextmanager
def _watched_steps() -> Iterator[_Steps]:
    steps = _Steps()
    hook = register_optimizer_step_post_hook(steps.note)
    try:
        yield steps
    finally:
        hook.remove()


def _ours(contest: Contest, *, attention: str = MINI.attention, precision: str = MINI.precision) -> Measured:
    encoder = load_encoder(contest.encoder, attention, contest.lesson.settings.dropout)
    torch.use_deterministic_algorithms(True, warn_only=True)  # as in every job, with the next line
    torch.utils.deterministic.fill_uninitialized_memory = False
    with _watched_steps() as steps:
        curve = fine_tune(
            encoder,
            [contest.lesson],
            contest.lesson.settings,
            pooling=MINI.pooling,
            precision=precision,
            seed=0,
            progress=lambda _: None,
        ).outcome.curve
    torch.use_deterministic_algorithms(False)
    ends = [0, *(point.n_tokens for point in curve)]
    return steps.measured([after - before for before, after in pairwise(ends)])


def _trainer(contest: Contest, *, pads_to_maximum: bool | None = None, is_tuned: bool = False) -> Measured:
    """Train with Trainer; `pads_to_maximum` None: as the example script."""
    task_type, settings = contest.lesson.task.task_type, contest.lesson.settings
    loader, scripts_padding = LIBRARY[task_type]
    to_maximum = scripts_padding if pads_to_maximum is None else pads_to_maximum
    tokenizer = load_encoder(contest.encoder).tokenizer
    config = load_encoder(contest.encoder, dropout=settings.dropout).backbone.config  # the same dropout as ours
    config.num_labels = max(2, len(contest.lesson.examples.labels))
    model = loader.from_pretrained(contest.encoder, config=config, dtype=torch.float32)
    rows = [_trainer_row(feature, task_type, tokenizer.model_input_names) for feature in contest.features]
    if to_maximum:  # the scripts pad before they train
        rows = [dict(tokenizer.pad(row, "max_length", settings.max_length)) for row in rows]
    is_choice = task_type is TaskType.MULTIPLE_CHOICE
    collator = (DataCollatorForMultipleChoice if is_choice else DataCollatorWithPadding)(tokenizer)
    n_tokens: list[int] = []  # of each batch, in the order of the steps; the loader is one ahead

    def collate(chosen: list[dict[str, Any]]) -> Any:
        batch = collator([dict(row) for row in chosen])
        n_tokens.append(int(batch["attention_mask"].sum()))
        return batch

    with tempfile.TemporaryDirectory() as folder, _watched_steps() as steps:
        arguments = TrainingArguments(
            folder,
            per_device_train_batch_size=settings.batch_size,
            num_train_epochs=1,
            save_strategy="no",
            disable_tqdm=True,
            bf16=is_tuned and has_fast_bf16(),
            train_sampling_strategy="group_by_length" if is_tuned else "random",
            use_cpu=not torch.accelerator.is_available(),
        )
        trainer = Trainer(model, arguments, collate, rows)
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    return steps.measured(n_tokens)


def _trainer_row(feature: Feature, task_type: TaskType, names: list[str]) -> dict[str, Any]:
    inputs = {
        "input_ids": [list(row) for row in feature.rows],
        "token_type_ids": [list(row) for row in feature.segments],
        "attention_mask": [[1] * len(row) for row in feature.rows],
    }
    is_choice = task_type is TaskType.MULTIPLE_CHOICE
    row: dict[str, Any] = {name: rows if is_choice else rows[0] for name, rows in inputs.items() if name in names}
    target = feature.target or ()
    is_span = task_type is TaskType.SPAN_EXTRACTION
    return row | ({"start_positions": target[0], "end_positions": target[1]} if is_span else {"labels": target[0]})


def _products(contest: Contest, *, precision: torch.dtype) -> Measured:
    """One step's y = x W', dx = dy W and dW = dy' x for every matrix of the encoder, after one to warm up."""
    n_steps = -(-len(contest.features) // contest.lesson.settings.batch_size)
    n_tokens = sum(contest.lengths) // n_steps
    backbone = load_encoder(contest.encoder).backbone
    made = {"dtype": precision, "device": torch.accelerator.current_accelerator() or torch.device("cpu")}
    operands = [
        (torch.randn(n_tokens, n_in, **made), torch.randn(n_out, n_in, **made), torch.randn(n_tokens, n_out, **made))
        for n_out, n_in in (layer.weight.shape for layer in backbone.modules() if isinstance(layer, torch.nn.Linear))
    ]
    steps = _Steps()
    for _ in range(3):
        for states, weight, gradient in operands:
            torch.mm(states, weight.T)
            torch.mm(gradient, weight)
            torch.mm(gradient.T, states)
        steps.note()
    return steps.measured([n_tokens] * 3)


CONTESTANTS: dict[str, Callable[[Contest], Measured]] = {
    OURS: _ours,
    "Trainer, scripts' default": _trainer,
    "Trainer, longest": partial(_trainer, pads_to_maximum=False),
    "Trainer, tuned": partial(_trainer, pads_to_maximum=False, is_tuned=True),
    "products, bfloat16": partial(_products, precision=torch.bfloat16),
    "products, float32": partial(_products, precision=torch.float32),
}
VARIANTS: dict[str, Callable[[Contest], Measured]] = {
    "ours, other attention": partial(_ours, attention="sdpa" if MINI.attention == "eager" else "eager"),
    "ours, float32": partial(_ours, precision="fp32"),
}


def _print_table(rows: list[Row], clock: str) -> None:
    """Speed of each contestant and how many times as fast ours was in the same round."""
    n_rounds = len({row.round for row in rows})
    print(f"\n{rows[0].threads} thread(s), {n_rounds} round(s), {clock} clock: median (lowest-highest)")
    print(f"{'task':11}{'path':27}{'tokens/s':>23}{'ours / this':>20}{'cores':>7}")
    ours = {(row.task, row.round): row.tokens_per_second for row in rows if row.contestant == OURS}
    for task in dict.fromkeys(row.task for row in rows):
        for contestant in dict.fromkeys(row.contestant for row in rows):
            these = [row for row in rows if (row.task, row.contestant) == (task, contestant)]
            speeds = _spread([row.tokens_per_second for row in these], ",.0f")
            ratios = _spread([ours[task, row.round] / row.tokens_per_second for row in these], ".2f")
            cores = statistics.median(row.cores for row in these)
            print(f"{task:11}{contestant:27}{speeds:>23}{ratios:>20}{cores:>7.2f}")


def _spread(values: list[float], form: str) -> str:
    low, high = min(values), max(values)
    return f"{statistics.median(values):{form}}" + (f" ({low:{form}}-{high:{form}})" if len(values) > 1 else "")


if __name__ == "__main__":
    main()
