"""One writer per home at a time."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.domain.errors import HomeLockedError
from pipeline.store.home import Home


@contextmanager
def writing(home: Home, *, started_at: str, command: str) -> Iterator[None]:
    """Hold the home's lock while the block runs; the kernel lets go of it when the process dies, however it dies.

    Args:
        started_at: shown to whoever finds the lock held; UTC, ISO 8601.
        command: likewise: what the owner runs.

    Raises:
        HomeLockedError: another holder writes to this home; it is named.
        OSError: the home cannot be written to.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    handle = os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.read(handle, 4096).decode("utf-8", "replace")
            raise HomeLockedError(
                f"{home.root} is being written to by {_named(owner)}; wait for it to end, or give another home "
                "(--home or CROSSCHECK_HOME)"
            ) from error
        content = {"pid": os.getpid(), "host": socket.gethostname(), "started_at": started_at, "command": command}
        os.ftruncate(handle, 0)
        os.pwrite(handle, (json.dumps(content) + "\n").encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _named(owner: str) -> str:
    """The holder in words, from what it wrote into the lock file."""
    try:
        content = json.loads(owner)
        return f"process {content['pid']} on {content['host']} since {content['started_at']} ({content['command']})"
    except (ValueError, KeyError, TypeError):
        return "another process that has not yet said which"
