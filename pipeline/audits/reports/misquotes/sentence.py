"""One row of a report, read once for all checks against sources; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from pipeline.audits.reports.matching.aliases import Aliases, Role
from pipeline.audits.reports.matching.facts import ROUND_FROM, Fact, rounding
from pipeline.audits.reports.misquotes.published_scores import Named, PublishedScores
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.clauses import without_citations
from pipeline.audits.reports.reading.numerals import without_pointers
from pipeline.audits.reports.reading.wording import stem, tokens_of
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.document import ExtractedClaim

GAINS = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN)
OWN_SYSTEM = ("xlm-roberta-large+intermediate",)
CORE = (Role.REGIME, Role.CHOICE, Role.TARGET)
ABOUT_SHARE = Decimal("0.05")  # how far "about 8" may be off, where its rounding allows less


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """All that rows are held against."""

    claims: tuple[Claim, ...]
    aliases: Aliases
    facts: tuple[Fact, ...]
    scores: PublishedScores
    versions: Mapping[str, tuple[Fact, ...]]  # claim -> what other versions of its source print


@dataclass(frozen=True, slots=True)
class Sentence:
    """A row with what all of its checks need."""

    row: ExtractedClaim
    text: str  # without citations
    subjects: frozenset[str]  # names of the alias file in the whole row
    encoders: frozenset[str]  # keys of systems named, whether of the alias file or of the published scores
    systems: tuple[tuple[str, ...], ...]  # systems with published scores, in order, each with what it may stand for
    plain: str  # with a sign for the names of these systems
    authors: tuple[str, ...]  # cited, of other papers
    unknown: tuple[str, ...]  # names that no source knows
    field: str  # other than cross-lingual transfer, of which it speaks; "" for none
    hedge: str
    opening: frozenset[str]  # target tasks that an opening "On XNLI, ..." names for all of its parts
    core_of: Mapping[int, frozenset[str]]  # number of a part -> names it goes without, taken from its neighbours
    sources: Sources

    def names(self, atom: Atom, *roles: Role) -> frozenset[str]:
        """Subjects of those roles that the part names, or takes along from the part before or behind it."""
        aliases = self.sources.aliases
        named = set(atom.subjects) | self.core_of.get(atom.number, frozenset())
        if not aliases.with_role(tuple(named), Role.TARGET, Role.BENCHMARK):
            named |= self.opening
        if not aliases.with_role(tuple(named), Role.REGIME):
            named |= aliases.with_role(tuple(self.subjects), Role.CHOICE)
        return aliases.with_role(tuple(named), *roles)

    def keys(self, names: frozenset[str]) -> frozenset[str]:
        """Keys of claims and tables behind alias names."""
        return frozenset(key for name in names for key in self.sources.aliases.subjects[name].keys)

    def row_names(self, *roles: Role) -> frozenset[str]:
        """Subjects of those roles that the row names."""
        return self.sources.aliases.with_role(tuple(self.subjects), *roles)

    @property
    def is_intermediate(self) -> bool:
        """Whether the row speaks of intermediate training."""
        return phrasing.is_intermediate(self.text)

    @property
    def names_own_system(self) -> bool:
        """Whether it names the system after intermediate training, for which scores are published (X-STILTs)."""
        return OWN_SYSTEM in self.systems


def system_title(keys: Sequence[str], aliases: Aliases) -> str:
    """The name of a system as people know it; of several that one name stands for, what they have in common."""
    if len(keys) > 1 and all(key.startswith("xlm-roberta") for key in keys):
        return "XLM-R"
    return " / ".join(aliases.title(key) for key in keys)


def read_sentence(row: ExtractedClaim, atoms: Sequence[Atom], sources: Sources) -> Sentence:
    """The row, read once."""
    text = without_pointers(without_citations(row.text))
    tokens = tokens_of(text)
    aliases = sources.aliases
    mentions = aliases.mentions_of(text)
    named = systems_named(text, sources)
    systems = {key for _, keys in named for key in keys}
    encoders = {mention.name for mention in mentions if mention.role is Role.ENCODER}
    subjects = frozenset(mention.name for mention in mentions)
    if phrasing.is_best_per_target(text):
        subjects |= {name for name, subject in aliases.subjects.items() if subject.role is Role.CHOICE}
    if phrasing.is_multi_task(text) and not aliases.with_role(tuple(subjects), Role.REGIME):
        subjects |= {name for name, subject in aliases.subjects.items() if "multi_task" in subject.keys}
    spans = [(span.start, span.end) for span in mentions]
    spans += [(name.start, name.end) for name, _ in named]
    spans += [(span.start, span.end) for span in sources.scores.languages_of(text)]
    taken = {index for start, end in spans for index in range(start, end)}
    free = frozenset(token.base for index, token in enumerate(tokens) if index not in taken)
    return Sentence(
        row=row,
        text=text,
        subjects=subjects,
        encoders=frozenset(encoders | systems),
        systems=tuple(dict.fromkeys(keys for _, keys in named)),
        plain=_without(text, [name.key for name, _ in named]),
        authors=phrasing.other_authors(row.text),
        unknown=phrasing.unknown_names(text, free),
        field=phrasing.other_field(text),
        hedge=phrasing.hedge_of(text),
        opening=_opening(text, aliases),
        core_of=_borrowed(atoms, subjects, aliases),
        sources=sources,
    )


_CONTRAST = re.compile(r"[,(]?\s*\b(?:and |but )?(?:not|as opposed to) (?:the |an? )?(?=[\w])")
_WORD_END = re.compile(r"(?<=[\w+])(?![\w+])")
_CLOSED = re.compile(r"\s*(?:[),;:—]|\bbut\b|\.?$)\s*")


def without_contrasts(text: str, sources: Sources) -> str:
    """The text without names that it only sets aside: "SQuAD, not MNLI, adds ..." and "not mBERT but XLM-R"."""
    for match in _CONTRAST.finditer(text):
        rest = text[match.end() :]
        named = [
            *((one.start, one.end) for one in sources.aliases.mentions_of(rest)),
            *((one.start, one.end) for one, _ in sources.scores.systems_of(rest)),
        ]
        ends = [end for start, end in named if start == 0]
        if not ends:
            continue
        length = next(
            (end.start() for end in _WORD_END.finditer(rest) if len(tokens_of(rest[: end.start()])) == max(ends)), None
        )
        closed = _CLOSED.match(rest[length:]) if length else None
        if length and closed:
            return without_contrasts(f"{text[: match.start()]} {rest[length + closed.end() :]}".strip(), sources)
    return text


_OPENING = re.compile(r"\s*(?:On|For|In|As for|Regarding|With respect to) [^,;:]*[,:]")


def _opening(text: str, aliases: Aliases) -> frozenset[str]:
    match = _OPENING.match(text)
    return aliases.names(match.group(), Role.TARGET) if match else frozenset()


def _borrowed(atoms: Sequence[Atom], subjects: frozenset[str], aliases: Aliases) -> dict[int, frozenset[str]]:
    """What parts without a core subject are about: as the nearest part before, else behind, else the row."""
    own = {atom.number: aliases.with_role(atom.subjects, *CORE) for atom in atoms}
    found = {}
    for index, atom in enumerate(atoms):
        if not own[atom.number]:
            around = (*reversed(atoms[:index]), *atoms[index + 1 :])
            found[atom.number] = next((own[other.number] for other in around if own[other.number]), subjects)
    return found


def _without(text: str, names: Sequence[str]) -> str:
    """The text with a sign for each of the names, given as word bases."""
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        text = _name_pattern(name).sub(phrasing.SYSTEM, text)
    return text


@lru_cache(maxsize=1 << 11)
def _name_pattern(name: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in name.split())
    return re.compile(r"[\s_+.(-]*".join(parts) + r"(?!\w)", re.IGNORECASE)


def systems_named(text: str, sources: Sources) -> list[tuple[Named, tuple[str, ...]]]:
    """Systems with published scores that the text names, each with the keys it may stand for."""
    found = sources.scores.systems_of(text)
    return [(name, keys) for name, keys in found if name.key not in _COMMON_WORDS or name.key.upper() in text]


_PREPOSITIONS = frozenset("on for in from among across within during under with without despite outside".split())
_OPENS_SCOPE = _PREPOSITIONS | frozenset(
    "when after if while since because that which whose where who before unless until once though".split()
)
_STOP = "comma"  # stands for a sign that ends a group of words
_PAUSE = re.compile(r"[,;:()](?!\d)")
_ENDS_SCOPE = frozenset(f"is are was were has have by at into over as than {_STOP}".split())
_SCOPE = 5  # words


def foreign_scope(sentence: Sentence) -> str:
    """What takes the row elsewhere, such as "on religious texts" or "when the embeddings froze"; "" for nothing.

    It is a group of words behind a preposition or conjunction that holds no name and no number, but a word with which
    no scope of the sources is told (`scope_words` of the alias file).
    """
    return _foreign_scope(sentence.text, sentence.sources)


@lru_cache(maxsize=1 << 12)
def _foreign_scope(said: str, sources: Sources) -> str:
    text = _PAUSE.sub(f" {_STOP} ", said)
    tokens = tokens_of(text)
    named = {index for one in sources.aliases.mentions_of(text) for index in range(one.start, one.end)}
    named |= {index for one, _ in sources.scores.systems_of(text) for index in range(one.start, one.end)}
    named |= {index for one in sources.scores.languages_of(text) for index in range(one.start, one.end)}
    for start, token in enumerate(tokens):
        if token.text not in _OPENS_SCOPE or start in named:
            continue
        words = list[str]()
        for index in range(start + 1, min(start + 1 + _SCOPE, len(tokens))):
            if index in named or tokens[index].is_number:
                words = words if token.text in _PREPOSITIONS else []  # "when SQuAD lifts XTREME" holds a verb
                break
            if tokens[index].text in _OPENS_SCOPE | _ENDS_SCOPE:
                break
            words.append(tokens[index].text)
        if any(stem(word) not in sources.aliases.scope_words for word in words):
            return f"{token.text} {' '.join(words)}"
    return ""


_PEAK = re.compile(r"\b(?:up to|maximum of)\b", re.IGNORECASE)
_COMMON_WORDS = frozenset({"filter", "laser", "sonar"})  # systems only where they stand in capitals


def stated_value(atom: Atom) -> Decimal | None:
    """The number without its sign; of "8,2" the decimal reading."""
    if atom.value is not None:
        return abs(Decimal(atom.value))
    if "decimal comma" in atom.doubt:
        printed = atom.doubt.split("'")[1].replace(",", ".")
        try:
            return Decimal(printed)
        except InvalidOperation:
            return None
    return None


def is_in_name(atom: Atom, sources: Sources) -> bool:
    """Whether the number is a part of a system's name, as 100 is of XLM-100."""
    named = {index for name, _ in sources.scores.systems_of(atom.text) for index in range(name.start, name.end)}
    places = places_in_part(atom)
    return bool(places) and all(index in named for index in places)


def places_in_part(atom: Atom) -> list[int]:
    """Where among the part's tokens its number stands."""
    wanted = (atom.value or "").lstrip("-")
    return [
        index
        for index, token in enumerate(tokens_of(atom.text))
        if token.is_number and token.base.lstrip("+-") == wanted
    ]


def holds(atom: Atom, stated: Decimal, printed: Decimal) -> bool | None:
    """Whether what the part says of a number is true of the printed one; None where its words leave it open."""
    if atom.upper is not None:
        return stated <= printed <= Decimal(atom.upper)
    if "decimal comma" in atom.doubt or "spread" in atom.doubt:
        return None if printed == stated else False
    if atom.comparator is Comparator.ABOVE:
        return None if printed == stated else printed > stated
    if atom.comparator is Comparator.AT_LEAST:
        return None if printed == stated else printed >= stated
    if atom.comparator is Comparator.AT_MOST and _PEAK.search(atom.text):
        return None if printed <= stated else False  # "up to 20 points" says what the best case is
    if atom.comparator is Comparator.AT_MOST:
        return None if printed == stated else printed <= stated
    distance = abs(printed - stated)
    if "approximate" in atom.doubt:
        return distance <= max(rounding(stated), ABOUT_SHARE * abs(printed))
    if distance > 1 and stated < ROUND_FROM:
        return False  # such a number is rounded to ones at most
    return distance <= rounding(stated) / 2


def same_number(atom: Atom, stated: Decimal, printed: Decimal) -> bool:
    """Whether the part may mean the printed number, so that all else it says can be held against it."""
    return holds(atom, stated, printed) is not False


def shown(atom: Atom) -> str:
    """The number of a part with its comparator, as a reader would put it."""
    words = {Comparator.EQUALS: "", Comparator.AT_LEAST: "at least ", Comparator.AT_MOST: "at most "}
    about = "about " if "approximate" in atom.doubt else ""
    value = atom.value if atom.value is not None else str(stated_value(atom))
    end = f" to {atom.upper}" if atom.upper else ""
    return f"{words.get(atom.comparator, 'more than ')}{about}{plain(value)}{end}"


def plain(value: str) -> str:
    """A number with commas between thousands."""
    number = Decimal(value)
    return f"{number:,}" if abs(number) >= 1000 else value


def other_versions(claims: Sequence[Claim], facts: Sequence[Fact], aliases: Aliases) -> dict[str, tuple[Fact, ...]]:
    """What sources of the same paper print that are not a claim's own version, by claim.

    A source belongs to a paper where its id begins with the paper's.
    """
    found = {}
    for claim in claims:
        foreign = [
            fact for fact in facts if fact.source.startswith(f"{claim.paper}-") and fact.source not in claim.own_sources
        ]
        if not claim.own_sources:
            continue
        if claim.kind in GAINS:
            same = [fact for fact in foreign if fact.quantity == "points" and _is_of(fact, claim, aliases)]
        else:
            counted = {wording.quantity for wording in claim.wordings}
            same = [fact for fact in foreign if fact.quantity in counted and not fact.subjects]
        if same:
            found[claim.claim_id] = tuple(same)
    return found


def _is_of(fact: Fact, claim: Claim, aliases: Aliases) -> bool:
    roles = {aliases.subjects[name].role for name in fact.subjects}
    if claim.kind is ClaimKind.BEST_OF_GAIN:
        return Role.CHOICE in roles
    keys = {key for name in fact.subjects for key in aliases.subjects[name].keys}
    return bool(keys) and keys <= set(claim.regimes)
