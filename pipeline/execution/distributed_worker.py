"""What each process of a job does; torch.distributed.run starts `distributed_worker JOB HOME [DATA]`."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path

import torch

from pipeline.domain.errors import CrosscheckError
from pipeline.execution.distributed import ERROR, JOB, PROGRESS
from pipeline.execution.jobs import carry_out
from pipeline.execution.sources import open_source
from pipeline.execution.watchdog import die_with_parent
from pipeline.store.home import Home
from pipeline.training.loop import Progress


def main(order: str, root: str, data: str | None = None) -> int:
    """Carry out the job of the file `order` together with the others; 1 where it ends with an error of the project."""
    die_with_parent(os.getppid())  # the launcher; it watches its processes itself until it is killed
    job = JOB.validate_json(Path(order).read_bytes())
    is_first = os.environ["RANK"] == "0"

    def tell(progress: Progress) -> None:
        if is_first:
            print(f"{PROGRESS}{json.dumps(dataclasses.asdict(progress))}", flush=True)

    try:
        carry_out(job, Home(Path(root)), open_source(job.profile, Path(data) if data else None), tell)
    except CrosscheckError as error:
        print(f"{ERROR}{json.dumps(f'{type(error).__name__}: {error}')}", flush=True)
        return 1
    finally:
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
