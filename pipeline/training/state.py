"""The state of an unfinished training, kept so that a killed one goes on to the same weights: safetensors only."""

from __future__ import annotations

import dataclasses
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from pipeline.store.records import CurvePoint


@dataclass(frozen=True, slots=True)
class TrainingState:
    """How far a training is."""

    n_batches: int = 0
    n_steps: int = 0
    n_tokens: int = 0
    wall_seconds: float = 0.0
    curve: list[CurvePoint] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)  # of the steps since the curve's last point


FILE = "state.safetensors"


def _weights(model: nn.Module) -> dict[str, Tensor]:
    """Trained parameters, and buffers; one that several modules share (a backbone under several heads) once."""
    kept = model.state_dict()
    trained = ((name, weight) for name, weight in model.named_parameters() if weight.requires_grad)
    return {name: weight for name, weight in (*trained, *model.named_buffers()) if name in kept}


def write_state(
    folder: Path,
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    state: TrainingState,
    generators: Tensor | None = None,
) -> None:
    """Keep weights, optimiser moments, random generators and progress in one file, all or nothing.

    Args:
        generators: uint8 [processes, bytes], the random generators of all processes; None: there is this one alone.
    """
    tensors: dict[str, Tensor] = {f"model.{name}": weight for name, weight in _weights(model).items()}
    for number, moments in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{name}": torch.as_tensor(value) for name, value in moments.items()}
    tensors["random.cpu"] = torch.get_rng_state()[None] if generators is None else generators
    if torch.cuda.is_available():
        tensors["random.cuda"] = torch.cuda.get_rng_state()
    # weights of one name that share storage, which safetensors refuses; a copy of each is written
    copies = {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{FILE}.tmp"
    save_file(copies, temporary, metadata={"state": json.dumps(dataclasses.asdict(state))})
    temporary.replace(folder / FILE)


def read_state(folder: Path, model: nn.Module, optimiser: torch.optim.Optimizer, rank: int = 0) -> TrainingState:
    """Put a kept state into `model`, `optimiser` and the random generators; the empty state where none is kept.

    Args:
        rank: number of this process.
    """
    path = folder / FILE
    if not path.is_file():
        return TrainingState()
    with safe_open(path, framework="pt") as opened:
        kept = json.loads(opened.metadata()["state"])
    tensors = load_file(path)
    with torch.no_grad():
        for name, weight in _weights(model).items():
            weight.copy_(tensors[f"model.{name}"])
    layout = optimiser.state_dict()
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, number, moment = name.split(".", 2)
            moments.setdefault(int(number), {})[moment] = tensor
    optimiser.load_state_dict({"state": moments, "param_groups": layout["param_groups"]})
    torch.set_rng_state(tensors["random.cpu"][rank])
    if "random.cuda" in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensors["random.cuda"])
    return TrainingState(**{**kept, "curve": [CurvePoint(**point) for point in kept["curve"]]})


def drop_state(folder: Path) -> None:
    """Forget the kept state of a finished training."""
    shutil.rmtree(folder, ignore_errors=True)
