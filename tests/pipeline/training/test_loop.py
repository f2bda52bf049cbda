import itertools
import time
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from pipeline.training.device import make_accelerator
from pipeline.training.loop import OptimiserSettings, train


class _Line(nn.Module):
    """y = w x with one weight for each of `n` inputs; its weight is a vector, so it is not decayed."""

    def __init__(self, n: int = 1) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n))

    def forward(self, batch):
        return (batch["x"] @ self.weight - batch["y"]).square().mean()


def _batch(rows, n_tokens=1):
    x = torch.tensor(rows, dtype=torch.float32)
    return {"x": x, "y": torch.zeros(len(rows)), "attention_mask": torch.ones(1, n_tokens, dtype=torch.int64)}


def _train(model, batches, *, progress=lambda _: None, **changes):
    settings = {"learning_rate": 0.1, "warmup_fraction": 0.0, "weight_decay": 0.0, "clip_norm": 1e9, **changes}
    return train(
        model,
        lambda first: iter(batches[first:]),
        len(batches),
        lambda wrapped, batch: wrapped(batch),
        OptimiserSettings(**settings),
        make_accelerator("fp32"),
        n_tokens_expected=len(batches),
        progress=progress,
    )


def test_learning_rate_rises_over_the_warm_up_and_falls_to_its_last_step():
    outcome = _train(_Line(), [_batch([[1.0]])] * 10, learning_rate=6.0, warmup_fraction=0.2)
    # two steps of warm-up, thirds of the full rate; then eighths of it, from all eight on
    expected = [2.0, 4.0, 6.0, 5.25, 4.5, 3.75, 3.0, 2.25, 1.5, 0.75]
    assert [point.learning_rate for point in outcome.curve] == pytest.approx(expected)


def test_learning_rate_without_warm_up_starts_whole():
    outcome = _train(_Line(), [_batch([[1.0]])] * 4, learning_rate=1.0)
    assert [point.learning_rate for point in outcome.curve] == pytest.approx([1.0, 0.75, 0.5, 0.25])


def test_first_step_is_as_long_as_the_learning_rate():
    model = _Line()
    _train(model, [_batch([[3.0]])], learning_rate=0.25)
    # Adam's first step: rate x g / (|g| + 1e-8), whatever the gradient g
    assert float(model.weight.detach()) == pytest.approx(0.75)


def test_gradient_is_clipped_to_the_norm():
    model = _Line(2)
    # loss (3 w1 + 4 w2)^2 with gradient 14 x (3, 4), of norm 70; clipped to 1e-7 it is (6e-8, 8e-8)
    _train(model, [_batch([[3.0, 4.0]])], learning_rate=0.5, clip_norm=1e-7)
    # Adam divides by |g| + 1e-8: steps of 0.5 x 6/7 and 0.5 x 8/9
    assert model.weight.tolist() == pytest.approx([1 - 3 / 7, 1 - 4 / 9], rel=1e-4)


def test_matrices_are_decayed_and_vectors_are_not():
    model = nn.Module()
    model.matrix, model.vector = nn.Parameter(torch.ones(1, 1)), nn.Parameter(torch.ones(1))
    model.forward = lambda batch: 0.0 * (model.matrix.sum() + model.vector.sum())  # no gradient, decay alone
    _train(model, [_batch([[1.0]])], learning_rate=0.5, weight_decay=0.1)
    assert (model.matrix.item(), model.vector.item()) == (pytest.approx(0.95), 1.0)


BATCHES = [[[1.0, 2.0], [0.5, -1.0]], [[-2.0, 0.3], [1.5, 1.0]], [[0.1, 0.9], [2.0, -0.5]]]


def _by_torch(steps, learning_rates):
    """The same steps in plain torch: each the mean loss over all its rows."""
    model = _Line(2)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1.0, weight_decay=0.0)
    losses = []
    for rows, rate in zip(steps, learning_rates, strict=True):
        optimiser.param_groups[0]["lr"] = rate
        optimiser.zero_grad()
        loss = model(_batch(rows))
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return model.weight.detach(), losses


def test_two_batches_accumulated_are_one_of_both():
    model = _Line(2)
    outcome = _train(model, [_batch(rows) for rows in BATCHES[:2]], gradient_accumulation=2)
    weight, losses = _by_torch([[*BATCHES[0], *BATCHES[1]]], [0.1])
    assert torch.allclose(model.weight.detach(), weight, atol=1e-6)
    assert [point.loss for point in outcome.curve] == pytest.approx(losses)


def test_last_step_takes_the_batches_that_are_left_over_from_accumulation():
    model = _Line(2)
    outcome = _train(model, [_batch(rows, n_tokens=5) for rows in BATCHES], gradient_accumulation=2)
    weight, losses = _by_torch([[*BATCHES[0], *BATCHES[1]], BATCHES[2]], [0.1, 0.05])
    assert torch.allclose(model.weight.detach(), weight, atol=1e-6)
    assert [(point.step, point.n_tokens) for point in outcome.curve] == [(1, 10), (2, 15)]
    assert [point.loss for point in outcome.curve] == pytest.approx(losses)


def test_curve_has_about_two_hundred_points_and_the_last_step():
    outcome = _train(_Line(), [_batch([[1.0]])] * 403)
    assert [point.step for point in outcome.curve] == [*range(2, 403, 2), 403]


def test_curve_points_are_means_of_the_steps_since_the_last():
    model = _Line()
    model.weight.requires_grad_(requires_grad=False)  # losses are the squares of the inputs
    model.other = nn.Parameter(torch.zeros(1))
    model.forward = lambda batch: (batch["x"] @ model.weight).square().mean() + 0.0 * model.other.sum()
    outcome = _train(model, [_batch([[float(number % 2)]]) for number in range(400)])
    assert {point.loss for point in outcome.curve} == {0.5}  # of 0 and 1


def test_tokens_are_counted_without_padding():
    batch = _batch([[1.0]])
    batch["attention_mask"] = torch.tensor([[1, 1, 0], [1, 0, 0]])
    assert _train(_Line(), [batch, batch]).n_tokens == 6


def test_progress_is_told_at_every_second_and_at_the_end(monkeypatch):
    clock = itertools.count(0, 0.4)
    monkeypatch.setattr(
        "pipeline.training.loop.time", SimpleNamespace(monotonic=lambda: next(clock), process_time=time.process_time)
    )
    told = []
    outcome = _train(_Line(), [_batch([[1.0]])] * 7, progress=told.append)
    # the clock is read once a step: steps 3 and 6 are the first more than a second after the last one told
    assert [progress.n_done for progress in told] == [3, 6, 7]
    assert told[-1].n_done == told[-1].n_total == outcome.n_tokens
    assert told[-1].note.startswith("loss ")
