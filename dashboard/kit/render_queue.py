"""Pages drawn one after another, not all at once.

Python runs one thread at a time. Twenty sessions that are drawn side by side are all ready when the last one is; in
turn the first is ready after a twentieth of that time, and the last is sooner too, since none is in another's way.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0  # seconds; a page that takes longer than that is no longer waited for
_turn = threading.Lock()
_mine = threading.local()  # .held: whether this thread has the turn


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the turn and have it for the block; after `PATIENCE` go on without it."""
    _mine.held = _turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        _give_up()


@contextmanager
def aside() -> Iterator[None]:
    """Let others have their turn while this thread waits for another process; a thread without the turn takes none."""
    had = _give_up()
    try:
        yield
    finally:
        if had:
            _mine.held = _turn.acquire(timeout=PATIENCE)


def _give_up() -> bool:
    held: bool = getattr(_mine, "held", False)
    if held:
        _mine.held = False
        _turn.release()
    return held
