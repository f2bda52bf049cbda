"""Gains that a row prints, held against the registered claims; pure."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.audits.reports.matching.aliases import Role
from pipeline.audits.reports.misquotes.comparisons import from_to
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, SourceCheck
from pipeline.audits.reports.misquotes.sentence import (
    GAINS,
    Sentence,
    foreign_scope,
    holds,
    other_versions,
    places_in_part,
    same_number,
    shown,
    stated_value,
)
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Claim, ClaimKind

__all__ = ["check_gain", "is_on_topic", "other_versions"]
_TOPIC = re.compile(
    r"\b(?:zero-?[ -]?shot|cross-?lingual|transfer|target[- ]tasks?|targets?|baseline|Phang|languages?|multilingual"
    r"|encoders?|development|dev|benchmark)\b",
    re.IGNORECASE,
)
_ALL_NINE = re.compile(
    r"\bintermediate\b|\b(?:nine|9)\b|\ball (?:the |its |their )?(?:\w+ )?tasks\b|\bsetting\b", re.IGNORECASE
)
_GENERIC = frozenset({"xlm-roberta"})  # may mean any size
_OWN_SYSTEMS = frozenset({"xlm-roberta-large+intermediate"})
_UNKNOWN_UNIT = re.compile(
    r"\bpoints? (?:less|fewer) (?:from|with|through)\b|\bbasis points\b|\brelative\b|\d\s?(?:x|times|-?fold)\b",
    re.IGNORECASE,
)


_MOST_POINTS = 100


def check_gain(atom: Atom, sentence: Sentence) -> SourceCheck | None:
    """The outcome for a part that prints a gain; None where it prints none or names nothing that claims are about."""
    stated = stated_value(atom)
    if stated is None or atom.quantity not in (None, "points", "percent") or _UNKNOWN_UNIT.search(atom.text):
        return None
    if atom.quantity is None and not (
        _is_signed(atom) or phrasing.direction_of(sentence.text) or "points" in sentence.text
    ):
        return None
    if atom.quantity is None and stated > _MOST_POINTS:
        return None
    if atom.quantity is None and all(tokens_of(atom.text)[place].text.isalpha() for place in places_in_part(atom)):
        return None  # a number in letters without a unit counts something
    if atom.value in from_to(sentence.text) and atom.upper is None:
        return None  # a score before or after, no gain
    regimes = sentence.keys(sentence.names(atom, Role.REGIME))
    is_choice = bool(sentence.names(atom, Role.CHOICE))
    claims = [claim for claim in sentence.sources.claims if claim.kind in GAINS]
    if not regimes and not is_choice:
        return _of_every_regime(atom, stated, sentence, claims)
    own = [claim for claim in claims if _is_own(claim, regimes, is_choice=is_choice)]
    blocked = _blocked(sentence)
    if not own:
        return _of_another_regime(atom, stated, sentence, claims, blocked)
    claim = own[0]
    is_told = same_number(atom, stated, Decimal(claim.value)) and atom.quantity == "points"
    if not blocked and not is_on_topic(sentence) and not is_told:
        blocked = "nothing in it says that it speaks of intermediate training for cross-lingual transfer"
    if not blocked and _is_evaluated(sentence, regimes):
        blocked = "it speaks of the score on that task, not of training on it"
    if not blocked and claim.regimes == ("multi_task",) and not _ALL_NINE.search(sentence.text):
        blocked = "it does not say that the tasks trained together are the intermediate tasks"
    if blocked:
        return SourceCheck(Outcome.UNCHECKED, blocked, claim_ids=(claim.claim_id,))
    if atom.quantity == "percent":
        return SourceCheck(
            Outcome.DOUBTFUL,
            f"says {shown(atom)} percent; the source prints {claim.value} points, and percent may be relative",
            claim_ids=(claim.claim_id,),
        )
    return _held(atom, stated, sentence, claim, claims)


def _held(atom: Atom, stated: Decimal, sentence: Sentence, claim: Claim, claims: list[Claim]) -> SourceCheck:
    printed = Decimal(claim.value)
    ids = (claim.claim_id,)
    where = f"{_subject(claim, sentence)}, {claim.split.named} set"
    says = f"says {shown(atom)} points; the source prints {claim.value} ({where})"
    is_negative = (atom.value or "").startswith("-") or phrasing.direction_of(_words(atom, sentence)) < 0
    narrowed = phrasing.restriction_of(sentence.text, sentence.sources.aliases.known_words)
    is_hedged = bool(sentence.hedge or narrowed)
    is_denied = phrasing.is_denied(atom.text)
    elsewhere = _elsewhere(atom, sentence, claim)
    if same_number(atom, stated, printed):
        if is_hedged or is_denied:
            why = f"the sentence says {sentence.hedge or narrowed!r}" if is_hedged else "it holds a negation"
            return SourceCheck(Outcome.DOUBTFUL, f"the number is the source's, but {why}", claim_ids=ids)
        if elsewhere is not None:
            kind, what = elsewhere
            return SourceCheck(Outcome.CONTRADICTS, f"says {shown(atom)} points {what}", kind, ids)
        if is_negative:
            return SourceCheck(
                Outcome.CONTRADICTS,
                f"says a loss of {shown(atom).lstrip('-')} points; the source prints a gain of {claim.value}",
                Misquote.SIGN,
                ids,
            )
        if holds(atom, stated, printed) is None:
            return SourceCheck(Outcome.DOUBTFUL, f"{says}; {atom.doubt or 'its words leave it open'}", claim_ids=ids)
        others = sentence.sources.versions.get(claim.claim_id, ())
        version = f" ({claim.source_version}; another version: {', '.join(fact.value for fact in others)})"
        reason = f"the source prints {claim.value} points{version if others else ''}"
        return SourceCheck(Outcome.AGREES, reason, claim_ids=ids)
    if elsewhere is not None and elsewhere[0] in (Misquote.ENCODER, Misquote.TASK, Misquote.SPLIT):
        return SourceCheck(
            Outcome.UNCHECKED, f"the source prints no such number {elsewhere[1].split(';')[0]}", claim_ids=ids
        )
    if is_hedged or is_denied:
        return SourceCheck(Outcome.DOUBTFUL, f"{says}; the sentence is hedged or negated", claim_ids=ids)
    elsewhere_said = foreign_scope(sentence)
    if elsewhere_said:
        why = f"{says}, but the row says {elsewhere_said!r}, of which the source does not speak"
        return SourceCheck(Outcome.UNCHECKED, why, claim_ids=ids)
    if is_negative:
        return SourceCheck(
            Outcome.CONTRADICTS,
            f"says a loss of {shown(atom).lstrip('-')} points; the source prints a gain of {claim.value}",
            Misquote.SIGN,
            ids,
        )
    versions = [
        fact
        for fact in sentence.sources.versions.get(claim.claim_id, ())
        if same_number(atom, stated, Decimal(fact.value))
    ]
    if versions:
        fact = versions[0]
        return SourceCheck(
            Outcome.OTHER_VERSION,
            f"says {shown(atom)}, which {fact.source} prints; the version of record prints {claim.value}",
            Misquote.VERSION,
            ids,
            (fact.source,),
        )
    other = next((one for one in claims if one is not claim and holds(atom, stated, Decimal(one.value))), None)
    if other is not None and Decimal(other.value) == stated:
        return SourceCheck(
            Outcome.CONTRADICTS,
            f"{says}; {other.value} is its number for {_subject(other, sentence)}",
            Misquote.TASK,
            ids,
        )
    return SourceCheck(Outcome.CONTRADICTS, says, Misquote.VALUE, ids)


def _of_another_regime(
    atom: Atom, stated: Decimal, sentence: Sentence, claims: list[Claim], blocked: str
) -> SourceCheck | None:
    """A gain of something for which no gain is registered: found out where it prints the number of another."""
    names = sentence.names(atom, Role.REGIME)
    if len(names) != 1 or blocked or atom.quantity != "points" or sentence.hedge or atom.upper:
        return None
    taken = [claim for claim in claims if Decimal(claim.value) == stated]
    is_near = sentence.row_names(Role.BENCHMARK, Role.SPLIT) and (
        sentence.is_intermediate or sentence.row_names(Role.BENCHMARK)
    )
    if not taken or not is_near or sentence.names(atom, Role.TARGET):
        return None
    (name,) = names
    return SourceCheck(
        Outcome.CONTRADICTS,
        f"says {shown(atom)} points for {sentence.sources.aliases.title(name)}; the source prints {taken[0].value} for "
        f"{_subject(taken[0], sentence)}",
        Misquote.TASK,
        (taken[0].claim_id,),
    )


def _of_every_regime(atom: Atom, stated: Decimal, sentence: Sentence, claims: list[Claim]) -> SourceCheck | None:
    """A gain of every intermediate task, where the source prints the number for one of them."""
    every = next(
        (words for noun, words in phrasing.universals(sentence.text) if noun == "task" and "intermediate" in words), ""
    )
    single = [
        claim
        for claim in claims
        if claim.kind is ClaimKind.GAIN and claim.regimes != ("multi_task",) and Decimal(claim.value) == stated
    ]
    if not every or not single or atom.quantity != "points" or sentence.hedge or phrasing.is_denied(atom.text):
        return None
    if _blocked(sentence) or phrasing.is_multi_task(sentence.text) or phrasing.is_averaged(sentence.text):
        return None
    reason = f"says {shown(atom)} points of {every!r}; the source prints it for {_subject(single[0], sentence)}"
    return SourceCheck(Outcome.CONTRADICTS, reason, Misquote.SCOPE, (single[0].claim_id,))


def _is_signed(atom: Atom) -> bool:
    return re.search(r"(?:^|[\s(=])[+\u2212-]\s?\d", atom.text) is not None


_EVALUATED_BEHIND = frozenset({"accuracy", "f1", "em", "score", "scores", "leaderboard", "matched", "mismatched"})
_OPENING = ("on", "the")
_TRAINS = re.compile(r"train|tun|learn|phase|first|data|before|pass|task")


def _is_evaluated(sentence: Sentence, regimes: frozenset[str]) -> bool:
    """Whether a regime's data set is named as what is scored: "HellaSwag accuracy", "gains on SQuAD"."""
    if sentence.is_intermediate:
        return False
    tokens, aliases = tokens_of(sentence.text), sentence.sources.aliases
    for mention in aliases.mentions_of(sentence.text):
        if mention.role is not Role.REGIME or not regimes & set(aliases.subjects[mention.name].keys):
            continue
        behind = tokens[mention.end].text if mention.end < len(tokens) else ""
        before = [token.text for token in tokens[max(0, mention.start - 8) : mention.start]]
        is_behind = any(token.is_number for token in tokens[: mention.start]) or mention.start <= len(_OPENING)
        is_on = is_behind and bool(before) and (before[-1] == "on" or tuple(before[-2:]) == _OPENING)
        if behind in _EVALUATED_BEHIND or (is_on and not any(_TRAINS.search(word) for word in before)):
            return True
    return False


def _is_own(claim: Claim, regimes: frozenset[str], *, is_choice: bool) -> bool:
    if claim.kind is ClaimKind.BEST_OF_GAIN:
        return is_choice and not regimes
    return not is_choice and bool(regimes) and regimes <= set(claim.regimes)


def _subject(claim: Claim, sentence: Sentence) -> str:
    if claim.kind is ClaimKind.BEST_OF_GAIN:
        return "the best intermediate task per target"
    return sentence.sources.aliases.title(*claim.regimes)


def _words(atom: Atom, sentence: Sentence) -> str:
    """The part's words; the row's, where the part alone has no direction."""
    return atom.text if phrasing.direction_of(atom.text) else sentence.text


def _elsewhere(atom: Atom, sentence: Sentence, claim: Claim) -> tuple[Misquote, str] | None:
    """In what else than its number the part departs from the claim, with what the source says of it."""
    aliases = sentence.sources.aliases
    own_encoders = {claim.scope_encoder, *claim.scope_encoder_aliases}
    named = sentence.encoders
    keys = {key for name in named & set(aliases.subjects) for key in aliases.subjects[name].keys}
    if named - _GENERIC - _OWN_SYSTEMS and not (named | keys) & (own_encoders | _OWN_SYSTEMS):
        who = ", ".join(aliases.title(name) for name in sorted(named - _GENERIC))
        return Misquote.ENCODER, f"for {who}; the source prints it for {aliases.title(claim.scope_encoder)}"
    splits = {key for name in sentence.row_names(Role.SPLIT) for key in aliases.subjects[name].keys}
    split = claim.split.named
    if splits and split not in splits:
        return Misquote.SPLIT, f"on the {', '.join(sorted(splits))} set; the source prints it for the {split} set"
    targets = sentence.keys(sentence.names(atom, Role.TARGET))
    if targets and not targets >= set(claim.tasks):
        return (
            Misquote.TASK,
            f"on {', '.join(map(aliases.title, sorted(targets)))}; the source prints it as the mean over its "
            f"{len(claim.tasks)} target tasks",
        )
    if _is_universal(sentence.text, claim):
        what = phrasing.universal_words(sentence.text)
        return Misquote.SCOPE, f"for {what!r}; the source prints it as a mean over languages and tasks"
    part = phrasing.part_of_scope(sentence.text)
    if part and not (claim.kind is ClaimKind.BEST_OF_GAIN and part.startswith("best")):
        return Misquote.TASK, f"on {part}; the source prints it as the mean over all target tasks and languages"
    return None


def _is_universal(text: str, claim: Claim) -> bool:
    noun = phrasing.universal_of(text)
    if not noun:
        return False
    words = phrasing.universal_words(text).casefold()
    if phrasing.is_averaged(text) and not re.search(r"\b(?:each|every|individual)\b", words):
        return False
    if noun in ("task", "target"):
        if "intermediate" in words or claim.regimes == ("multi_task",):
            return False
        return claim.kind is not ClaimKind.BEST_OF_GAIN
    if noun == "model" and claim.kind is ClaimKind.BEST_OF_GAIN:
        return False
    return noun in ("language", "model", "encoder", "transformer", "anything", "language pair")


def _blocked(sentence: Sentence) -> str:
    """Why the row may speak of something else than the claims; "" where nothing says so."""
    benchmarks = sentence.row_names(Role.BENCHMARK) - {"xtreme"}
    if benchmarks:
        return f"it is about {', '.join(sorted(benchmarks))}, for which no claim is registered"
    if sentence.authors:
        return f"it cites {', '.join(sentence.authors)}, whose claims are not registered"
    if sentence.unknown:
        return f"it names {', '.join(sentence.unknown)}, of which no source here speaks"
    return f"it speaks of {sentence.field}" if sentence.field else ""


def is_on_topic(sentence: Sentence) -> bool:
    """Whether the row says by more than one name that it speaks of intermediate training for cross-lingual transfer."""
    aliases = sentence.sources.aliases
    regimes = {
        key for name in aliases.with_role(tuple(sentence.subjects), Role.REGIME) for key in aliases.subjects[name].keys
    }
    gains = [
        claim for claim in sentence.sources.claims if claim.kind is ClaimKind.GAIN and regimes & set(claim.regimes)
    ]
    return bool(
        sentence.is_intermediate
        or sentence.row_names(Role.BENCHMARK, Role.SPLIT, Role.ENCODER, Role.CHOICE, Role.TARGET)
        or "multi_task" in regimes
        or len(gains) > 1
        or _TOPIC.search(sentence.text)
    )
