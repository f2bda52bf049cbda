"""A run on a Ray cluster of several worker machines, which are processes here; one worker is killed in mid-job."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.execution.test_run_and_resume import REPOSITORY, cells, finish, scores, start

pytestmark = pytest.mark.slow  # a cluster and a run of the smoke profile take minutes
pytest.importorskip("ray")

ENVIRONMENT = {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}


def free_ports(n: int) -> list[int]:
    with contextlib.ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(n)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def start_machine(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    # ports are given: a machine that looks for its own waits 15 s for them, which a busy one exceeds
    agent, listen, metrics, environment = free_ports(4)
    command = [str(Path(sys.executable).with_name("ray")), "start", "--block", "--disable-usage-stats", *arguments]
    command += [f"--dashboard-agent-grpc-port={agent}", f"--dashboard-agent-listen-port={listen}"]
    command += [f"--metrics-export-port={metrics}", f"--runtime-env-agent-port={environment}"]
    with (folder / "ray.log").open("ab") as log:
        return subprocess.Popen(
            [*command, "--object-store-memory=80000000"],
            env=os.environ | ENVIRONMENT | {"PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "ignore"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def start_surely(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    # Ray gives a machine some seconds to start and ends it if the host is too busy for that
    for attempt in range(3):
        logs = folder / f"{len(list(folder.iterdir()))}-{attempt}"
        logs.mkdir()
        machine = start_machine(logs, *arguments)
        while machine.poll() is None:
            if "Ray runtime started" in (logs / "ray.log").read_text(errors="replace"):
                return machine
            time.sleep(0.5)
    pytest.fail((logs / "ray.log").read_text(errors="replace"))


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Address of a head that takes no jobs, and two machines of one core each."""
    folder = Path(tmp_path_factory.mktemp("ray"))
    (port,) = free_ports(1)
    address = f"127.0.0.1:{port}"
    head = ["--head", "--node-ip-address=127.0.0.1", f"--port={port}", "--num-cpus=0", "--include-dashboard=false"]
    machines = [start_machine(folder, *head)]
    try:
        deadline = time.monotonic() + 120
        while not is_open(port):
            assert time.monotonic() < deadline, (folder / "ray.log").read_text()
            time.sleep(0.5)
        for _ in range(2):
            machines.append(start_surely(folder, f"--address={address}", "--num-cpus=2"))
        yield address
    finally:
        for machine in reversed(machines):
            machine.terminate()
        for machine in machines:
            with contextlib.suppress(subprocess.TimeoutExpired):
                machine.wait(30)
            machine.kill()


def workers_in_a_job() -> list[int]:
    """Processes that carry out a job of ours: Ray names them after it."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                line = (entry / "cmdline").read_bytes().decode(errors="replace")
                if re.match(r"ray::(train|evaluate|pretrain) ", line):
                    found.append(int(entry.name))
    return found


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    home = tmp_path_factory.mktemp("uninterrupted")
    finish(start(home, "run", "smoke"))
    return home


@pytest.mark.parametrize("has_storage", [False, True], ids=["shared folder", "storage"])
def test_run_with_a_worker_killed_in_mid_job_has_the_scores_of_a_local_run(
    cluster, uninterrupted, tmp_path, monkeypatch, has_storage
):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    home = tmp_path / "home"
    storage = ["--storage", f"file://{tmp_path}/storage"] if has_storage else []
    process = start(home, "run", "smoke", "--executor", "ray", "--ray-address", cluster, *storage)
    deadline = time.monotonic() + 240
    while not (len(cells(home)) >= 3 and workers_in_a_job()):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(workers_in_a_job()[0], signal.SIGKILL)
    finish(process)
    assert scores(home) == scores(uninterrupted)
