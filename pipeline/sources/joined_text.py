"""The raw text of several sources put together, for pretraining."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from pipeline.domain.errors import MissingDataError
from pipeline.sources.source import TextSource


class JoinedText:
    """Offers the text of each source in turn; labelled examples are not its business."""

    def __init__(self, sources: Sequence[TextSource], first_only: Sequence[str] = ()) -> None:
        """Join `sources`; of the languages in `first_only`, only the first source that has them is read."""
        self.sources, self._first_only = tuple(sources), frozenset(first_only)
        self.name = "+".join(source.name for source in self.sources)

    def text_languages(self) -> tuple[str, ...]:
        """Languages in which any of the sources has text, in code order."""
        return tuple(sorted({language for source in self.sources for language in source.text_languages()}))

    def sources_of(self, language: str) -> tuple[TextSource, ...]:
        """The sources that the text of a language is read from."""
        holding = tuple(source for source in self.sources if language in source.text_languages())
        return holding[:1] if language in self._first_only else holding

    def read_text(self, language: str) -> Iterator[str]:
        """Sentences of the first source, then of the next.

        Raises:
            MissingDataError: no source has text in this language.
        """
        sources = self.sources_of(language)
        if not sources:
            raise MissingDataError(f"no text in language {language!r} in {self.name}")
        for source in sources:
            yield from source.read_text(language)

    def text_digest(self) -> str:
        """sha256 (hex) over the digests of the sources and the languages that are read from one of them."""
        parts = [*(source.text_digest() for source in self.sources), *sorted(self._first_only)]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()
