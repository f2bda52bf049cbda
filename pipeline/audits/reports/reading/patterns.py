"""Long patterns that ignore case, searched in a text in small letters first: several times faster; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

# Characters that small letters leave as they are, one for one; other texts are searched as they stand
_ODD = re.compile("[^\x00-\xbf\u2010-\u2027\u2190-\u22ff]")
_LETTER = re.compile(r"\\.|\(\?P<\w+>|\(\?P=\w+\)|[A-Z]")


@lru_cache(maxsize=1 << 10)
def _small(text: str) -> str | None:
    return None if _ODD.search(text) else text.lower()


class AnyCase:
    """A pattern that ignores case, with the results of `re`.

    `re` tries every word of an alternation at every place where case is ignored, but skips those with another first
    letter where it is not. Where the search in small letters finds a place, the pattern itself is matched there.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """Compile the pattern twice; `flags` beside re.IGNORECASE."""
        self.pattern = pattern
        self._exact = re.compile(pattern, flags | re.IGNORECASE)
        small = _LETTER.sub(lambda match: match.group() if len(match.group()) > 1 else match.group().lower(), pattern)
        self._first = re.compile(small, flags)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        small = _small(text)
        if small is None:
            return self._exact.search(text)
        found = self._first.search(small)
        return None if found is None else self._exact.match(text, found.start())

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        small = _small(text)
        if small is None:
            yield from self._exact.finditer(text)
            return
        for found in self._first.finditer(small):
            match = self._exact.match(text, found.start())
            if match is not None:
                yield match

    def sub(self, with_: Callable[[re.Match[str]], str] | str, text: str) -> str:
        """As `re.Pattern.sub`, for a function or a text without references."""
        pieces, end = list[str](), 0
        for match in self.finditer(text):
            pieces += [text[end : match.start()], with_ if isinstance(with_, str) else with_(match)]
            end = match.end()
        return "".join([*pieces, text[end:]]) if pieces else text
