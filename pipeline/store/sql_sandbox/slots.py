"""Who of several visitors may run a query next, so that none of them starves another."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

REMEMBERED_SECONDS = 300.0  # for so long a visitor's queries count against the next one


@dataclass(eq=False)
class Slots:
    """Places for a few queries at once.

    One visitor never holds all of them. A free one goes to whoever has run queries for the least time of late; among
    equals to the one who asked first.
    """

    n_at_once: int
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _running: Counter[str] = field(default_factory=Counter)
    _waiting: list[str] = field(default_factory=list)  # in the order of asking
    _ended: deque[tuple[float, str, float]] = field(default_factory=deque)  # when, who, seconds

    @contextmanager
    def place(self, visitor: str, patience: float) -> Iterator[bool]:
        """Have a place for the block; False: none came free within `patience` seconds, and the block has none."""
        has_place = self._wait(visitor, patience)
        started = time.monotonic()
        try:
            yield has_place
        finally:
            if has_place:
                self._give_back(visitor, started)

    def _wait(self, visitor: str, patience: float) -> bool:
        with self._changed:
            self._waiting.append(visitor)
            try:
                may_go = self._changed.wait_for(lambda: self._is_next(visitor), patience)
                if may_go:
                    self._running[visitor] += 1
                return may_go
            finally:
                self._waiting.remove(visitor)
                self._changed.notify_all()

    def _give_back(self, visitor: str, started: float) -> None:
        with self._changed:
            self._running[visitor] -= 1
            ended = time.monotonic()
            self._ended.append((ended, visitor, ended - started))
            self._changed.notify_all()

    def _is_next(self, visitor: str) -> bool:
        if self._running.total() >= self.n_at_once:
            return False
        used = self._used()
        allowed = [name for name in self._waiting if self._running[name] < max(self.n_at_once - 1, 1)]
        return bool(allowed) and min(allowed, key=lambda name: used[name]) == visitor

    def _used(self) -> Counter[str]:
        """Seconds of each visitor's queries that ended of late, in thousandths."""
        while self._ended and self._ended[0][0] < time.monotonic() - REMEMBERED_SECONDS:
            self._ended.popleft()
        used: Counter[str] = Counter()
        for _, visitor, seconds in self._ended:
            used[visitor] += round(1_000 * seconds)
        return used
