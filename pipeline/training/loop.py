"""The training loop: one for every phase, for CPU and GPU, for one process and several."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

from pipeline.heads.head import Batch
from pipeline.store.records import CurvePoint
from pipeline.training.state import TrainingState, read_state, write_state

N_CURVE_POINTS = 200  # a curve of more says no more


@dataclass(frozen=True, slots=True)
class OptimiserSettings:
    """AdamW with linear warm-up and decay."""

    learning_rate: float
    warmup_fraction: float
    weight_decay: float
    clip_norm: float
    gradient_accumulation: int = 1  # batches of each process per step; the last step takes those that are left
    body_learning_rate: float | None = None  # of the weights that `train` is told are the body's; None: learning_rate


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is."""

    n_done: int  # of n_total, in tokens
    n_total: int
    tokens_per_second: float
    note: str  # "loss 1.234"


ProgressSink = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class TrainingOutcome:
    """What a training cost."""

    curve: list[CurvePoint]
    n_tokens: int  # without padding
    wall_seconds: float
    tokens_per_processor_second: float = (
        0.0  # since the last resumption: what other work on the machine leaves as it is
    )


def _optimiser(model: nn.Module, settings: OptimiserSettings, body: Collection[nn.Parameter]) -> torch.optim.AdamW:
    in_body = {id(weight) for weight in body} if settings.body_learning_rate is not None else set()
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for weight in model.parameters():
        if weight.requires_grad:
            groups.setdefault((id(weight) in in_body, weight.ndim > 1), []).append(weight)
    parts = [
        {
            "params": weights,
            "lr": settings.body_learning_rate if is_body else settings.learning_rate,
            "weight_decay": settings.weight_decay if is_decayed else 0.0,  # biases and norms are not, as in BERT
        }
        for (is_body, is_decayed), weights in sorted(groups.items(), key=lambda item: (item[0][0], not item[0][1]))
    ]
    return torch.optim.AdamW(parts, lr=settings.learning_rate, fused=True)


def _schedule(optimiser: torch.optim.Optimizer, n_steps: int, warmup_fraction: float) -> LambdaLR:
    n_warmup = round(n_steps * warmup_fraction)

    def factor(step: int) -> float:
        if step < n_warmup:
            return (step + 1) / (n_warmup + 1)
        return max(0.0, (n_steps - step) / max(1, n_steps - n_warmup))

    return LambdaLR(optimiser, factor)


def _over_processes(
    accelerator: Accelerator, loss: float, n_tokens: int, is_time_to_save: bool
) -> tuple[float, int, bool]:
    """Mean loss, sum of tokens, and whether the first process finds it time to save: the same in every process."""
    own = [loss, n_tokens, float(is_time_to_save and accelerator.is_main_process)]
    sums = accelerator.reduce(torch.tensor(own, device=accelerator.device), reduction="sum").tolist()
    return sums[0] / accelerator.num_processes, round(sums[1]), sums[2] > 0


def _keep(
    folder: Path, model: nn.Module, optimiser: torch.optim.Optimizer, reached: TrainingState, accelerator: Accelerator
) -> None:
    """Write the state from the first process, with the random generators of all."""
    generators: Tensor = accelerator.gather(torch.get_rng_state().to(accelerator.device)[None])
    if accelerator.is_main_process:
        write_state(folder, model, optimiser, reached, generators.cpu())


class _Curve:
    """Keeps the mean loss of every few steps."""

    def __init__(self, points: Sequence[CurvePoint], losses: Sequence[float], n_steps: int) -> None:
        self.points, self.losses = list(points), list(losses)  # losses: of the steps since the last point
        self._every = max(1, n_steps // N_CURVE_POINTS)

    def add(self, step: int, n_tokens: int, loss: float, learning_rate: float, last: bool) -> None:
        self.losses.append(loss)
        if step % self._every == 0 or last:
            self.points.append(CurvePoint(step, n_tokens, sum(self.losses) / len(self.losses), learning_rate))
            self.losses = []


def train(
    model: nn.Module,
    batches: Callable[[int], Iterator[Batch]],
    n_batches: int,
    loss: Callable[[nn.Module, Batch], Tensor],
    settings: OptimiserSettings,
    accelerator: Accelerator,
    *,
    n_tokens_expected: int,
    progress: ProgressSink,
    state_folder: Path | None = None,
    state_seconds: float = 120.0,
    after_step: Callable[[int], None] | None = None,
    body: Collection[nn.Parameter] = (),
) -> TrainingOutcome:
    """Train `model` in place over `n_batches` batches of this process.

    Args:
        batches: gives the batches from a batch number on; equal for every call, so that a resumed training sees them.
        n_batches: batches of this process over all epochs.
        loss: mean loss of a batch, a scalar.
        n_tokens_expected: for the time left.
        state_folder: where to keep the state every `state_seconds`, and to resume from; None keeps none.
        after_step: called with the number of optimiser steps taken, in the main process.
        body: weights that have a learning rate of their own, where the settings give one.

    Returns:
        The loss curve (mean over the processes), tokens (of all of them) and seconds, with those before a resumption
        counted in.
    """
    optimiser = _optimiser(model, settings, body)
    n_steps = max(1, -(-n_batches // settings.gradient_accumulation))
    schedule = _schedule(optimiser, n_steps, settings.warmup_fraction)
    prepared, prepared_optimiser = accelerator.prepare(model, optimiser)
    done = TrainingState()
    if state_folder:
        done = read_state(state_folder, model, optimiser, accelerator.process_index)
    schedule.last_epoch = done.n_steps
    for group, base in zip(optimiser.param_groups, schedule.base_lrs, strict=True):
        group["lr"] = base * schedule.lr_lambdas[0](done.n_steps)
    curve = _Curve(done.curve, done.losses, n_steps)
    step, n_tokens, started, processor_started = done.n_steps, done.n_tokens, time.monotonic(), time.process_time()
    saved = shown = started
    step_loss, step_tokens = 0.0, 0
    prepared.train()
    for number, raw in enumerate(batches(done.n_batches), start=done.n_batches):
        batch = {name: tensor.to(accelerator.device) for name, tensor in raw.items()}
        first_of_step = number - number % settings.gradient_accumulation
        n_in_step = min(settings.gradient_accumulation, n_batches - first_of_step)
        is_step = number + 1 == first_of_step + n_in_step
        with nullcontext() if is_step else accelerator.no_sync(prepared):
            value = loss(prepared, batch) / n_in_step
            accelerator.backward(value)
        step_loss += float(value.detach())
        step_tokens += int(raw["attention_mask"].sum())
        if not is_step:
            continue
        accelerator.clip_grad_norm_(prepared.parameters(), settings.clip_norm)
        prepared_optimiser.step()
        prepared_optimiser.zero_grad()
        rate = optimiser.param_groups[0]["lr"]
        schedule.step()
        step += 1
        is_time = state_folder is not None and time.monotonic() - saved > state_seconds
        step_loss, step_tokens, is_saved = _over_processes(accelerator, step_loss, step_tokens, is_time)
        n_tokens += step_tokens
        curve.add(step, n_tokens, step_loss, rate, last=number + 1 == n_batches)
        if after_step and accelerator.is_main_process:
            after_step(step)
        now = time.monotonic()
        if now - shown > 1.0 or number + 1 == n_batches:
            speed = (n_tokens - done.n_tokens) / max(now - started, 1e-6)
            progress(Progress(n_tokens, max(n_tokens, n_tokens_expected), speed, f"loss {step_loss:.3f}"))
            shown = now
        if state_folder and is_saved:
            seconds = done.wall_seconds + now - started
            reached = TrainingState(number + 1, step, n_tokens, seconds, curve.points, curve.losses)
            _keep(state_folder, model, optimiser, reached, accelerator)
            saved = time.monotonic()
        step_loss, step_tokens = 0.0, 0
    return TrainingOutcome(
        curve.points,
        n_tokens,
        done.wall_seconds + time.monotonic() - started,
        (n_tokens - done.n_tokens) / max(time.process_time() - processor_started, 1e-6),
    )
