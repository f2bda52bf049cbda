"""Names under which reports speak of regimes, tasks, encoders and quantities (data/reference/aliases.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.audits.reports.reading.wording import Token, stem, tokens_of
from pipeline.domain.errors import ClaimError, first_lines
from pipeline.store.home import REFERENCE

_Phrases = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]


class Role(StrEnum):
    """What a subject is to a claim."""

    REGIME = "regime"
    CHOICE = "choice"
    TARGET = "target"
    ENCODER = "encoder"
    BENCHMARK = "benchmark"
    SPLIT = "split"


class Subject(BaseModel):
    """One thing that claims are about, with its names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
    role: Role
    keys: list[str]
    phrases: _Phrases


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    subjects: Annotated[list[Subject], Field(min_length=1)]
    quantities: dict[str, _Phrases]
    items: _Phrases
    comparators: dict[Literal["above", "at_least", "at_most", "about"], _Phrases]
    directions: dict[Literal["up", "down"], _Phrases]
    scope_words: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One subject named in a sentence: its tokens are [start, end)."""

    name: str
    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Aliases:
    """The alias file, ready for look-ups; phrases are tuples of word bases. What a text names is found once."""

    subjects: Mapping[str, Subject]
    roles: Mapping[Role, frozenset[str]]  # -> names of the subjects that have it
    phrases: Mapping[tuple[str, ...], str]  # -> subject's name
    lengths: Mapping[str, tuple[int, ...]]  # first word of a phrase -> lengths of such phrases, the longest first
    quantities: Mapping[tuple[str, ...], str]
    quantity_lengths: Mapping[str, tuple[int, ...]]  # as `lengths`
    comparators: Mapping[tuple[str, ...], str]
    up: frozenset[str]  # stems
    down: frozenset[str]
    known_words: frozenset[str]  # of all names, in lower case
    scope_words: frozenset[str]  # stems of what scopes may be told with
    unions: dict[tuple[Role, ...], frozenset[str]] = field(default_factory=dict)  # of `roles`, as they are asked for

    def mentions(self, tokens: Sequence[Token]) -> list[Mention]:
        """Subjects named, in order; of overlapping names the one that starts first, then the longest, wins."""
        found, start = list[Mention](), 0
        while start < len(tokens):
            for length in self.lengths.get(tokens[start].base, ()):
                if start + length > len(tokens):
                    continue
                name = self.phrases.get(tuple(token.base for token in tokens[start : start + length]))
                if name is not None:
                    found.append(Mention(name, self.subjects[name].role, start, start + length))
                    start += length - 1
                    break
            start += 1
        return found

    def names(self, text: str, *roles: Role) -> frozenset[str]:
        """Names of the subjects of those roles that `text` names."""
        return frozenset(mention.name for mention in self.mentions_of(text) if mention.role in roles)

    def mentions_of(self, text: str) -> tuple[Mention, ...]:
        """Subjects that a text names, in order."""
        return _mentions_of(self, text)

    def title(self, *keys: str) -> str:
        """The name under which people know what has exactly these keys, such as "SQuAD" or "XLM-R Large"."""
        return _title(self, keys)

    def with_role(self, names: Iterable[str], *roles: Role) -> frozenset[str]:
        """Those of `names` that have one of `roles`."""
        known = self.unions.get(roles)
        if known is None:
            known = self.unions[roles] = frozenset().union(*(self.roles[role] for role in roles))
        return known.intersection(names)


@lru_cache(maxsize=1 << 14)
def _mentions_of(aliases: Aliases, text: str) -> tuple[Mention, ...]:
    return tuple(aliases.mentions(tokens_of(text)))


@lru_cache(maxsize=1 << 12)
def _title(aliases: Aliases, keys: tuple[str, ...]) -> str:
    wanted = set(keys)
    exact = (one for one in aliases.subjects.values() if one.keys and set(one.keys) == wanted)
    found = next(exact, None) or next(
        (one for one in aliases.subjects.values() if wanted <= {one.name, *one.keys}), None
    )
    return found.phrases[0] if found is not None else " or ".join(keys).replace("_", " ")


def load_aliases(path: Path = REFERENCE / "aliases.yaml") -> Aliases:
    """The alias file.

    Raises:
        ClaimError: no YAML, or not in the form (all faults at once), or one phrase for two subjects.
    """
    try:
        file = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ClaimError(f"{path}: not a YAML file in UTF-8 ({error})") from error
    except ValidationError as error:
        faults = [f"  {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise ClaimError(f"{path}: {error.error_count()} fault(s) to fix\n{first_lines(faults)}") from error
    phrases: dict[tuple[str, ...], str] = {}
    for subject in file.subjects:
        for phrase in subject.phrases:
            taken = phrases.setdefault(_bases(phrase), subject.name)
            if taken != subject.name:
                raise ClaimError(f"{path}: phrase {phrase!r} stands for {taken!r} and {subject.name!r}; keep it once")
    quantities = {_bases(phrase): name for phrase, name in _counted(file)}
    return Aliases(
        subjects={subject.name: subject for subject in file.subjects},
        roles={role: frozenset(subject.name for subject in file.subjects if subject.role is role) for role in Role},
        phrases=phrases,
        lengths=lengths_of(phrases),
        quantities=quantities,
        quantity_lengths=lengths_of(quantities),
        comparators={_bases(phrase): name for name, texts in file.comparators.items() for phrase in texts},
        up=frozenset(stem(word.casefold()) for word in file.directions["up"]),
        down=frozenset(stem(word.casefold()) for word in file.directions["down"]),
        known_words=frozenset(
            word for subject in file.subjects for phrase in subject.phrases for word in _words(phrase.casefold())
        ),
        scope_words=frozenset(stem(token.text) for token in tokens_of(file.scope_words)),
    )


_SETS = {
    "training_examples": ("training", "train"),
    "dev_examples": ("development", "dev", "validation"),
    "test_examples": ("test", "evaluation"),
}


def _counted(file: _File) -> Iterator[tuple[str, str]]:
    """Phrases for what a number counts; what a data set is made of ("questions") is counted with its set's name."""
    for name, words in _SETS.items():
        for item in file.items:
            yield from ((f"{word} {item}", name) for word in words)
            yield f"{item} for {words[0]}", name
    yield from ((phrase, name) for name, texts in file.quantities.items() for phrase in texts)


def lengths_of(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """Lengths of the phrases that begin with a word, the longest first."""
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], set()).add(len(phrase))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


def _bases(phrase: str) -> tuple[str, ...]:
    return tuple(token.base for token in tokens_of(phrase))


def _words(text: str) -> list[str]:
    """Parts between blanks, hyphens and points, and the whole between blanks."""
    return [*text.split(), *re.split(r"[\s.’'-]+", text)]
