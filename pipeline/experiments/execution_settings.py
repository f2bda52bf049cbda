"""How the jobs of a profile are carried out: processes, what they ask of a machine, how often they are tried."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.errors import ProfileError


class Execution(BaseModel):
    """The table `[execution]` of a profile; only `n_processes` touches numbers, and is part of a job's key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n_processes: int = Field(default=1, ge=1)  # of a training job, which share the batches of each optimiser step
    n_gpus: float = Field(default=0.0, ge=0)  # of a job; asked of Ray. A part: several jobs share one
    memory_gb: float | None = Field(default=None, gt=0)  # of a job, 10**9 bytes; asked of Ray
    state_seconds: float = Field(default=120.0, ge=0)  # between two states kept of a training
    # chains: jobs that much hangs on first; regimes: one regime after the other, so that what is done is whole
    order: Literal["chains", "regimes"] = "chains"
    max_lost: int = Field(default=2, ge=0)  # times that a job may lose its process before it counts as failed

    def key_content(self, gradient_accumulation: int) -> dict[str, int]:
        """What enters the key of a training job; nothing for one process.

        Raises:
            ProfileError: the batches of a step cannot be shared out evenly.
        """
        if gradient_accumulation % self.n_processes:
            raise ProfileError(
                f"execution.n_processes is {self.n_processes} and gradient_accumulation {gradient_accumulation}: "
                "the processes share the batches of a step, so it must be a multiple; "
                "raise gradient_accumulation and lower batch_size by as much to keep the examples of a step"
            )
        return {} if self.n_processes == 1 else {"n_processes": self.n_processes}
