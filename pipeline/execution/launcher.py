"""Starts torch.distributed.run so that it ends with the worker: `launcher PARENT N_PROCESSES JOB HOME [DATA]`."""

from __future__ import annotations

import sys

from torch.distributed.run import main as run_processes

from pipeline.execution.watchdog import die_with_parent


def main(parent: str, n_processes: str, *rest: str) -> None:
    """Start `n_processes` processes of pipeline.execution.distributed_worker with the arguments of `rest`."""
    die_with_parent(int(parent))
    # standalone: a free port of this machine, so that several jobs do not meet
    run_processes(
        ["--standalone", "--nproc-per-node", n_processes, "-m", "pipeline.execution.distributed_worker", *rest]
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
