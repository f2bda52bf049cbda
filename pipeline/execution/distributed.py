"""One training job in several processes on one machine, started by torch.distributed.run; gloo on CPU, NCCL on GPU.

The processes share the batches of every optimiser step, so that a step sees the examples that it sees in one process.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.domain.errors import JobFailedError
from pipeline.experiments.plan import Job
from pipeline.store.atomic import write_text
from pipeline.store.home import REPOSITORY, Home
from pipeline.training.loop import Progress, ProgressSink

JOB = TypeAdapter(Job)
PROGRESS = "progress: "  # begins a line of the first process that holds a Progress as JSON
ERROR = "error: "  # likewise, an error of the project's own
N_LAST_LINES = 40


def carry_out_together(job: Job, home: Home, data: Path | None, progress: ProgressSink) -> None:
    """Carry out a training job in `execution.n_processes` processes.

    Raises:
        JobFailedError: a process ended with an error; the last lines of them all are in the message.
    """
    order = home.checkpoints / f".{job.key}.job.json"
    write_text(order, JOB.dump_json(job).decode())
    command = [sys.executable, "-m", "pipeline.execution.launcher", str(os.getpid())]
    command += [str(job.profile.execution.n_processes), str(order), str(home.root), *([str(data)] if data else [])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(REPOSITORY), os.environ.get("PYTHONPATH", "")))}
    with contextlib.ExitStack() as at_end:
        at_end.callback(order.unlink, missing_ok=True)
        process = at_end.enter_context(
            subprocess.Popen(  # noqa: S603  # our own module
                command,
                env=environment | {"OMP_NUM_THREADS": str(job.n_threads)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        )
        at_end.callback(process.kill)
        said, last = _listen(process.stdout or (), progress)
        code = process.wait()
    if code != 0:
        raise JobFailedError(said or f"the processes of {job.label!r} ended with exit code {code}:\n{last}")


def _listen(lines: Iterable[str], progress: ProgressSink) -> tuple[str, str]:
    """Pass progress on until the lines end; the project's own error, and the last other lines."""
    said, last = "", deque[str](maxlen=N_LAST_LINES)
    for line in lines:
        if line.startswith(PROGRESS):
            progress(Progress(**json.loads(line.removeprefix(PROGRESS))))
        elif line.startswith(ERROR):
            said = str(json.loads(line.removeprefix(ERROR)))
        else:
            last.append(line)
    return said, "".join(last)
