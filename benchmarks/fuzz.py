"""Gives every reader of files damaged and invented input and counts what it does with it.

    python -m benchmarks.fuzz --seconds 20             each reader so long; `make fuzz`
    python -m benchmarks.fuzz --inputs 10000           each reader so many, or until --seconds are over
    python -m benchmarks.fuzz --reader ledger          one of them

A reader may take an input or refuse it with an error of the project. Anything else is a fault: another exception, more
than HANG seconds, a file opened for writing, removed or moved, a socket. Faults are counted by what raised them, and
the first input of each is kept in `--corpus` (data/fuzz) as <reader>/fault-*, where the next run begins with it.

Atheris guides by coverage where it is installed, and what reaches new code is kept in the corpus; elsewhere Hypothesis
draws cuts, flips, doublings and odd values. Each reader has a process of its own. Exit code 1 where there was a fault.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, redirect_stderr, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from pydantic import TypeAdapter

from pipeline.domain.errors import CrosscheckError
from pipeline.store.home import REPOSITORY

if TYPE_CHECKING:
    from benchmarks.fuzz_readers import Reader

IS_GUIDED = importlib.util.find_spec("atheris") is not None
HANG = 10.0  # seconds of processor time for one input of a few kilobytes
MEMORY = 6 << 30  # bytes of address space
MOST_BYTES = 8192
CORPUS = REPOSITORY / "data" / "fuzz"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = frozenset(
    "os.remove os.rename os.rmdir os.mkdir os.link os.symlink os.truncate os.chmod shutil.rmtree socket.connect".split()
)
TOKENS = (
    b'"',
    b"{",
    b"[",
    b"\0",
    b"\xff",
    b"NaN",
    b"1e999",
    b"-1",
    b"9" * 5000,
    b"null",
    b"true",
    b"\t",
    b"\r\n",
    b",",
)
TOKENS += (b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\\ud800", b"&a [*a]", b"[" * 3000, b"| --- |", b"2026-99-99", b"0.1")


class _HangError(BaseException):
    """An input that takes too long; no handler of errors catches it."""


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one reader."""

    n_inputs: int = 0
    n_read: int = 0
    n_refused: int = 0
    slowest: float = 0.0  # seconds of processor time
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def n_faults(self) -> int:
        """Inputs with a fault."""
        return self.faults.total()


_TALLY = TypeAdapter(Tally)


class Watched:
    """A reader with its tally; called with each input."""

    def __init__(self, path: Path, read: Callable[[], object], keep: Path) -> None:
        """`path`: where the reader finds its input; `keep`: folder for the first input of each fault."""
        self.tally = Tally()
        self._path, self._read, self._keep = path, read, keep
        self._is_reading, self._change = False, ""
        signal.signal(signal.SIGPROF, _stop)
        sys.addaudithook(self._hear)

    def __call__(self, content: bytes) -> None:
        """Read one input."""
        self._path.write_bytes(content)
        started = time.process_time()
        self._is_reading, self._change = True, ""
        fault = ""
        signal.setitimer(signal.ITIMER_PROF, HANG)
        try:
            self._read()
            self.tally.n_read += 1
        except CrosscheckError as error:
            self.tally.n_refused += 1
            fault = "an error of several thousand characters" if len(str(error)) > 5_000 else ""
        except _HangError:
            fault = f"more than {HANG:g} s"
        except Exception as error:  # noqa: BLE001  # that it may be any is what is counted
            fault = _signature(error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._is_reading = False
        self.tally.n_inputs += 1
        self.tally.slowest = max(self.tally.slowest, time.process_time() - started)
        fault = fault or self._change
        if fault:
            if not self.tally.faults[fault]:
                self._keep.mkdir(parents=True, exist_ok=True)
                (self._keep / f"fault-{sha256(content).hexdigest()[:12]}").write_bytes(content)
            self.tally.faults[fault] += 1

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._is_reading or self._change:
            return
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITING and not isinstance(path, int):
                self._change = f"opened {Path(os.fsdecode(path)).name!r} for writing"  # type: ignore[arg-type]
        elif event in _CHANGES:
            self._change = event


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _HangError


def _signature(error: Exception) -> str:
    """Kind of an error and where it was raised, so that many inputs with one cause count as one fault."""
    last = next(
        (frame for frame in reversed(traceback.extract_tb(error.__traceback__)) if "/pipeline/" in frame.filename), None
    )
    where = f" at pipeline/{last.filename.rpartition('/pipeline/')[2]}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{where}"


def fuzz_one(reader: Reader, n_inputs: int, seconds: float, kept: Path, scratch: Path, out: Path) -> NoReturn:
    """Fuzz one reader and write its tally; ends this process.

    Args:
        kept: folder of the corpus of this reader.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for seed in reader.seeds:  # what the reader imports late is imported before anything is counted
        reader.path.write_bytes(seed)
        with suppress(CrosscheckError):
            reader.read()
    watched = Watched(reader.path, reader.read, kept)
    ends = time.monotonic() + seconds

    def one(given: bytes) -> None:
        watched(given)
        is_over = watched.tally.n_inputs >= n_inputs or time.monotonic() > ends
        if is_over or watched.tally.n_inputs % 200 == 0:
            out.write_bytes(_TALLY.dump_json(watched.tally))
        if is_over:
            os._exit(0)

    for path in sorted(kept.glob("*")) if kept.is_dir() else []:
        one(path.read_bytes())
    if IS_GUIDED:
        _with_atheris(reader.seeds, one, kept, scratch)
    _with_hypothesis(reader.seeds, one)


def _with_atheris(seeds: tuple[bytes, ...], one: Callable[[bytes], None], kept: Path, scratch: Path) -> NoReturn:
    import atheris  # noqa: PLC0415

    start, tokens = scratch / "seeds", scratch / "tokens"
    start.mkdir()
    for number, seed in enumerate(seeds):
        (start / str(number)).write_bytes(seed)
    tokens.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS if len(token) < 60), encoding="ascii")
    kept.mkdir(parents=True, exist_ok=True)
    options = [f"-max_len={MOST_BYTES}", f"-dict={tokens}", "-verbosity=0", "-print_final_stats=0", "-timeout=60"]
    atheris.Setup([sys.argv[0], *options, str(kept), str(start)], one)
    atheris.Fuzz()
    sys.exit(0)


def _escaped(token: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token)


def _with_hypothesis(seeds: tuple[bytes, ...], one: Callable[[bytes], None]) -> NoReturn:
    """Rounds of drawn damages until `one` ends the process."""
    from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: PLC0415

    checks = settings(
        max_examples=1_000,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    number = 0
    while True:
        number += 1
        seed(number)(checks(given(damaged_bytes(seeds))(one)))()


def damaged_bytes(seeds: tuple[bytes, ...]) -> object:
    """A strategy: a seed with one to four damages, or any bytes."""
    from hypothesis import strategies as st  # noqa: PLC0415

    place = st.integers(0, 1 << 16)
    piece = st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8))
    edit = st.tuples(st.sampled_from(("cut", "flip", "insert", "lose", "double", "replace")), place, place, piece)

    def apply(given: tuple[bytes, list[tuple[str, int, int, bytes]]]) -> bytes:
        content, edits = given
        for kind, first, second, token in edits:
            content = _edited(content, kind, first, second, token)
        return content

    edited = st.tuples(st.sampled_from(seeds), st.lists(edit, min_size=1, max_size=4)).map(apply)
    return st.one_of(edited, edited, edited, st.binary(max_size=200))


def _edited(content: bytes, kind: str, first: int, second: int, token: bytes) -> bytes:
    at = first % (len(content) + 1)
    match kind:
        case "cut":
            return content[:at]
        case "flip" if at < len(content):
            return content[:at] + bytes([content[at] ^ (1 << second % 8)]) + content[at + 1 :]
        case "lose":
            return content[:at] + content[at + 1 + second % 20 :]
        case "double":
            lines = content.split(b"\n")
            return b"\n".join([*lines[: first % len(lines)], *lines[second % len(lines) :]])
        case "replace":
            return content[:at] + token + content[at + len(token) :]
        case _:
            return content[:at] + token + content[at:]


def main() -> None:
    """Fuzz each reader in a process of its own, print the table, exit 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reader", action="append", help="only these; may be given again")
    parser.add_argument("--inputs", type=int, default=1 << 40, help="of each reader")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each reader")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    given = parser.parse_args()
    with redirect_stderr(io.StringIO()), _instrumented():
        from benchmarks.fuzz_readers import readers  # noqa: PLC0415
    total = Counter[str]()
    with tempfile.TemporaryDirectory(prefix="crosscheck-fuzz-") as folder:
        known = readers(Path(folder) / "readers")
        print(f"{'atheris' if IS_GUIDED else 'hypothesis'}, at most {given.seconds:g} s a reader\n")
        print("| reader | inputs | read | refused | faults | slowest |\n|---|---|---|---|---|---|", flush=True)
        for name in given.reader or known:
            kept, scratch = given.corpus / name.replace(" ", "-"), Path(folder) / "scratch"
            tally = _in_process(known[name], given.inputs, given.seconds, kept, scratch)
            total.update(inputs=tally.n_inputs, faults=tally.n_faults)
            cells = (name, tally.n_inputs, tally.n_read, tally.n_refused, tally.n_faults, f"{tally.slowest:.2f} s")
            print(f"| {' | '.join(map(str, cells))} |", flush=True)
            for fault, n_times in tally.faults.items():
                print(f"    {n_times} x {fault}", flush=True)
    print(f"{total['inputs']:,} inputs, {total['faults']:,} with a fault")
    sys.exit(1 if total["faults"] else 0)


def _instrumented() -> AbstractContextManager[None]:
    """What is imported within tells atheris which of its code an input reached."""
    if not IS_GUIDED:
        return nullcontext()
    import atheris  # noqa: PLC0415

    guided: AbstractContextManager[None] = atheris.instrument_imports(include=["pipeline", "dashboard"])
    return guided


def _in_process(reader: Reader, n_inputs: int, seconds: float, kept: Path, scratch: Path) -> Tally:
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    out, said = scratch / "tally.json", scratch / "said"
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
            fuzz_one(reader, n_inputs, seconds, kept, scratch, out)
        finally:  # the parent's folders are not this process's to remove
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    found = _TALLY.validate_json(out.read_bytes()) if out.is_file() else Tally()
    if status != 0:
        last = (said.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["nothing was said"])[-1]
        found.faults[f"its process ended with code {os.waitstatus_to_exitcode(status)}: {last[:200]}"] += 1
    return found


if __name__ == "__main__":
    main()
