"""Many sessions on a dashboard while its home is published again and again and audits run beside it.

    python -m benchmarks.load --home HOME --sessions 50 --minutes 20

HOME is copied. Every session asks for one page after another, with `--pause` seconds between two; a build publishes
every `--publish-seconds`; one audit after another runs as a command of its own; and the health address is asked every
second from outside. Told at the end: views, errors, the slowest page, memory at start, middle and end, publications,
audits, and the longest that health took. Exit code 1 where a view showed an error, a command failed, or health did not
answer.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import connect

from benchmarks.dashboard import OTHER_PAGES, megabytes, ours
from benchmarks.dashboard_sessions import View, ask
from pipeline.store.home import REPOSITORY

HEALTH_SECONDS = 1.0
HEALTH_TIMEOUT = 10.0
QUERIES = ("", "split=dev", "over=median", "view=score")
REPORT = "# Warm-up\n\n## 5 Extracted Claims\n\n| Claim | Verified | Confidence |\n|---|---|---|\n"


@dataclass(slots=True)
class Seen:
    """What happened meanwhile."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # by page
    errors: list[str] = field(default_factory=list)
    health: list[float] = field(default_factory=list)  # seconds
    n_health_failed: int = 0
    n_published: int = 0
    n_audits: int = 0
    n_commands_failed: int = 0


async def _session(url: str, seed: int, ends: float, pause: float, seen: Seen) -> None:
    """One visitor, until the time is over."""
    draw = random.Random(seed)
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        while time.monotonic() < ends:
            view = View(draw.choice(OTHER_PAGES), draw.choice(QUERIES))
            seen.seconds[view.page].append(await ask(socket, view, seen.errors))
            await asyncio.sleep(draw.uniform(0.5, 1.5) * pause)


async def _health(url: str, ends: float, seen: Seen) -> None:
    def look() -> None:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=HEALTH_TIMEOUT) as answer:
            answer.read()

    while time.monotonic() < ends:
        started = time.monotonic()
        try:
            await asyncio.to_thread(look)
            seen.health.append(time.monotonic() - started)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            seen.n_health_failed += 1
        await asyncio.sleep(HEALTH_SECONDS)


async def _command(arguments: Sequence[str], home: Path, seen: Seen) -> bool:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "pipeline", *arguments, "--home", str(home)),
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    is_well = await process.wait() == 0
    seen.n_commands_failed += not is_well
    return is_well


async def _publish(home: Path, every: float, ends: float, seen: Seen) -> None:
    while time.monotonic() + every < ends:
        await asyncio.sleep(every)
        seen.n_published += await _command(["build"], home, seen)


async def _audit(home: Path, report: Path, ends: float, seen: Seen) -> None:
    while time.monotonic() < ends:
        seen.n_audits += await _command(["audit", str(report)], home, seen)
        await asyncio.sleep(1.0)


async def _memory(pid: int, ends: float, found: list[float]) -> None:
    while time.monotonic() < ends:
        found.append(megabytes(pid))
        await asyncio.sleep(1.0)


async def _all(url: str, pid: int, home: Path, report: Path, given: argparse.Namespace) -> tuple[Seen, list[float]]:
    seen, memory = Seen(), list[float]()
    ends = time.monotonic() + 60 * given.minutes
    await asyncio.gather(
        *(_session(url, seed, ends, given.pause, seen) for seed in range(given.sessions)),
        _health(url, ends, seen),
        _publish(home, given.publish_seconds, ends, seen),
        _audit(home, report, ends, seen),
        _memory(pid, ends, memory),
    )
    return seen, memory


def main() -> None:
    """Run it and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, required=True, help="with a published file")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--pause", type=float, default=10.0, help="seconds that a visitor reads a page, in the mean")
    parser.add_argument("--publish-seconds", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crosscheck-load-") as folder:
        home, report = Path(folder) / "home", Path(folder) / "report.md"
        shutil.copytree(given.home, home)
        report.write_text(REPORT + "| SQuAD adds 8.2 points on XTREME. | yes | 0.4 |\n" * 40, encoding="utf-8")
        with ours(home).served() as (url, pid):
            seen, memory = asyncio.run(_all(url, pid, home, report, given))
    n_views = sum(map(len, seen.seconds.values()))
    slowest = max(seen.seconds, key=lambda page: max(seen.seconds[page]))
    median = sorted(value for values in seen.seconds.values() for value in values)[n_views // 2]
    middle = memory[len(memory) // 2]
    print(f"{given.sessions} sessions, {given.minutes:g} minutes: {n_views} views, {len(seen.errors)} with an error")
    print(f"median {median:.2f} s; slowest {slowest or 'start page'!r}, {max(seen.seconds[slowest]):.2f} s")
    print(
        f"memory at start, middle, end, highest: {memory[0]:.0f}, {middle:.0f}, {memory[-1]:.0f}, {max(memory):.0f} MB"
    )
    print(f"{seen.n_published} publications, {seen.n_audits} audits, {seen.n_commands_failed} commands failed")
    print(f"health: {len(seen.health)} answers, {seen.n_health_failed} without, slowest {max(seen.health):.2f} s")
    for error in seen.errors[:5]:
        print(f"  {error}")
    sys.exit(1 if seen.errors or seen.n_commands_failed or seen.n_health_failed else 0)


if __name__ == "__main__":
    main()
