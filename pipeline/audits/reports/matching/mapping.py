"""From an atom to the registered claim that it states, or the reason why there is none; pure, never guesses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.audits.reports.matching.aliases import Aliases, Role
from pipeline.audits.reports.matching.atoms import CUT_DOUBT
from pipeline.audits.reports.matching.facts import agrees
from pipeline.audits.reports.reading.wording import is_negated, stems_of, tokens_of
from pipeline.domain.atom import Atom, Mapping, MappingStatus
from pipeline.domain.claim import Claim, ClaimKind, Comparator, Wording

CHOICE_WORD = "best"
_KINDS = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN)  # stated by their number; all others by the wordings they list
_CORE = (Role.REGIME, Role.CHOICE, Role.TARGET)


def map_atom(atom: Atom, claims: Sequence[Claim], aliases: Aliases) -> Mapping:
    """The mapping of one atom; where in a report it stands makes no difference, so atoms alike are mapped once.

    Mapped: number, subject, unit, comparator and every named part of the scope agree with exactly one claim.
    Ambiguous: number or subject agree with a claim and something that cannot be settled stands against the rest.
    """
    index = _index_of(claims, aliases)
    anywhere: tuple[object, ...] = (
        atom.text,
        atom.subjects,
        atom.value,
        atom.quantity,
        atom.comparator,
        atom.is_negated,
        atom.doubt,
    )
    anywhere += (atom.reaches_cut, atom.upper)
    if anywhere not in index.mapped:
        if len(index.mapped) >= _MOST_MAPPED:
            index.mapped.clear()
        index.mapped[anywhere] = _map_atom(atom, claims, aliases, index)
    return index.mapped[anywhere]


_MOST_MAPPED = 1 << 13  # atoms kept with their mapping


def _map_atom(atom: Atom, claims: Sequence[Claim], aliases: Aliases, index: _Index) -> Mapping:
    gains = index.gains
    core = aliases.with_role(atom.subjects, *_CORE)
    said = {number for number, claim, wording in index.wordings.get(core, ()) if _says(atom, claim, wording)}
    worded = [claims[number] for number in sorted(said)]
    if len(worded) > 1:
        return Mapping(MappingStatus.AMBIGUOUS, _ids(worded), _ids(worded), "its words fit more than one claim")
    if worded:
        conflict = atom.doubt or _scope_conflict(atom, worded[0], aliases)
        status = MappingStatus.AMBIGUOUS if conflict else MappingStatus.MAPPED
        return Mapping(status, _ids(worded), _ids(worded), conflict or _worded_agreement(atom))
    return _map_gain(atom, gains, aliases)


def _map_gain(atom: Atom, claims: Sequence[Claim], aliases: Aliases) -> Mapping:
    if atom.value is None:
        about = tuple(claim.claim_id for claim in claims if _same_subject(atom, claim, aliases))
        return _unmapped(atom.doubt or "it states no number, and its words are those of no registered claim", about)
    if atom.quantity not in (None, "points", "percent"):
        return _unmapped(f"it counts {atom.quantity.replace('_', ' ')}; no registered claim says so")
    same = [claim for claim in claims if _same_subject(atom, claim, aliases)]
    near = [
        claim for claim in claims if claim not in same and _overlaps(atom, claim, aliases) and _same_number(atom, claim)
    ]
    fitting = [claim for claim in same if _same_number(atom, claim) and not _scope_conflict(atom, claim, aliases)]
    about = tuple(claim.claim_id for claim in same)
    doubt = _doubt(atom, fitting)
    if len(fitting) == 1 and not doubt:
        return Mapping(MappingStatus.MAPPED, (fitting[0].claim_id,), about, _agreement(atom))
    if fitting:
        reason = doubt or "number and subject fit more than one claim"
        return Mapping(MappingStatus.AMBIGUOUS, tuple(claim.claim_id for claim in fitting), about, reason)
    if same:
        return _other_number_or_scope(atom, same, about, aliases)
    return _without_subject(atom, claims, near)


def _ids(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(claim.claim_id for claim in claims)


@dataclass(frozen=True, slots=True)
class _Index:
    """Claims by what mapping an atom asks of them first."""

    claims: Sequence[Claim]
    aliases: Aliases
    gains: tuple[Claim, ...]
    wordings: dict[frozenset[str], list[tuple[int, Claim, Wording]]]  # regimes, choice and targets named -> in order
    mapped: dict[tuple[object, ...], Mapping]  # by all that an atom says


_INDEX = list[_Index]()  # of the claims asked for last


def _index_of(claims: Sequence[Claim], aliases: Aliases) -> _Index:
    if not _INDEX or _INDEX[0].claims is not claims or _INDEX[0].aliases is not aliases:
        wordings: dict[frozenset[str], list[tuple[int, Claim, Wording]]] = defaultdict(list)
        for number, claim in enumerate(claims):
            for wording in claim.wordings:
                wordings[aliases.with_role(wording.subjects, *_CORE)].append((number, claim, wording))
        gains = tuple(claim for claim in claims if claim.kind in _KINDS)
        _INDEX[:] = [_Index(claims, aliases, gains, dict(wordings), {})]
    return _INDEX[0]


def _says(atom: Atom, claim: Claim, wording: Wording) -> bool:
    """Whether the atom names what the wording names, holds all its words, and states the claim's number or none.

    Regimes, choice and targets are the same already.
    """
    if wording.quantity not in (None, atom.quantity) or not set(wording.subjects) <= set(atom.subjects):
        return False
    if not stems_of(" ".join(wording.words)) <= stems_of(atom.text):
        return False
    if wording.quantity is None:
        return atom.value is None and is_negated(tokens_of(atom.text)) == wording.is_negated
    if atom.quantity != wording.quantity or atom.is_negated != wording.is_negated:
        return False
    return _same_number(atom, claim) or _rounded(atom, claim)


def _worded_agreement(atom: Atom) -> str:
    said = "number, what is counted and subject agree" if atom.value is not None else "subject and words agree"
    return f"{said} as far as printed; the row is cut" if atom.reaches_cut else said


def _unmapped(reason: str, about: tuple[str, ...] = ()) -> Mapping:
    return Mapping(MappingStatus.UNMAPPED, (), about, reason)


def _regimes(atom: Atom, aliases: Aliases) -> frozenset[str]:
    return frozenset(
        key for name in aliases.with_role(atom.subjects, Role.REGIME) for key in aliases.subjects[name].keys
    )


def _same_subject(atom: Atom, claim: Claim, aliases: Aliases) -> bool:
    """Whether the atom names exactly what the claim sets against the baseline; lone target tasks differ."""
    if claim.kind not in _KINDS or _targets(atom, aliases) not in (frozenset(), frozenset(claim.tasks)):
        return False
    is_choice = bool(aliases.with_role(atom.subjects, Role.CHOICE))
    if claim.kind is ClaimKind.BEST_OF_GAIN:
        return is_choice and not _regimes(atom, aliases)
    return not is_choice and _regimes(atom, aliases) == frozenset(claim.regimes)


def _overlaps(atom: Atom, claim: Claim, aliases: Aliases) -> bool:
    """Whether the atom names some of what the claim is about, or nothing that would speak against it."""
    if claim.kind not in _KINDS:
        return False
    named = _regimes(atom, aliases)
    is_choice = bool(aliases.with_role(atom.subjects, Role.CHOICE))
    if not named and not is_choice:
        return True
    return bool(named & set(claim.regimes)) if claim.kind is ClaimKind.GAIN else is_choice


def _targets(atom: Atom, aliases: Aliases) -> frozenset[str]:
    return frozenset(
        key for name in aliases.with_role(atom.subjects, Role.TARGET) for key in aliases.subjects[name].keys
    )


def _rounded(atom: Atom, claim: Claim) -> bool:
    """Whether a plain number is the claim's as rounded: 393,000 for 392,702."""
    if atom.value is None or atom.comparator is not Comparator.EQUALS or abs(Decimal(atom.value)) < _ROUNDED_FROM:
        return False
    return agrees(Decimal(atom.value), atom.comparator, Decimal(claim.value))


_ROUNDED_FROM = 1_000  # smaller counts are not rounded


def _same_number(atom: Atom, claim: Claim) -> bool:
    """Equal value and comparator; of a number that was cut, equal beginnings."""
    if atom.value is None or atom.comparator is not claim.comparator:
        return False
    if atom.doubt == CUT_DOUBT and claim.value.startswith(atom.value):
        return True
    return Decimal(atom.value) == Decimal(claim.value)


def _scope_conflict(atom: Atom, claim: Claim, aliases: Aliases) -> str:
    """The first part of the scope in which the atom names something else than the claim; "" for none."""
    expected = {
        Role.ENCODER: {claim.scope_encoder, *claim.scope_encoder_aliases},
        Role.BENCHMARK: {claim.scope_benchmark},
        Role.SPLIT: {claim.split.named},
    }
    for role, keys in expected.items():
        for name in sorted(aliases.with_role(atom.subjects, role)):
            if not keys & set(aliases.subjects[name].keys):
                return f"{role.value} {name}"
    return ""


def _doubt(atom: Atom, fitting: Sequence[Claim]) -> str:
    if atom.is_negated:
        return "the sentence holds a negation"
    if atom.quantity == "percent":
        return "it says percent, the claim points"
    if atom.doubt == CUT_DOUBT and any(claim.value == atom.value for claim in fitting):
        return ""  # all digits that the claim has are there; the reason says that the row is cut
    return atom.doubt


def _agreement(atom: Atom) -> str:
    if atom.doubt == CUT_DOUBT:
        return "number and subject agree as far as printed; the row is cut right behind the number"
    if atom.quantity is None:
        return "number and subject agree; no unit is printed"
    return "number, unit and subject agree"


def _other_number_or_scope(atom: Atom, same: Sequence[Claim], about: tuple[str, ...], aliases: Aliases) -> Mapping:
    parts = []
    for claim in same:
        conflict = _scope_conflict(atom, claim, aliases)
        if conflict:
            parts.append(f"it is about {conflict}, {claim.claim_id} is not")
        elif atom.comparator is not claim.comparator:
            parts.append(
                f"it says {atom.comparator.value.replace('_', ' ')} {atom.value}, {claim.claim_id} a plain number"
            )
        else:
            parts.append(f"it says {atom.value}, {claim.claim_id} claims {claim.value}")
    return _unmapped("; ".join(parts), about)


def _without_subject(atom: Atom, claims: Sequence[Claim], near: Sequence[Claim]) -> Mapping:
    if near:
        named = ", ".join(atom.subjects) or "nothing that is registered"
        reason = f"the number fits, but the sentence names {named}"
        return Mapping(MappingStatus.AMBIGUOUS, tuple(claim.claim_id for claim in near), (), reason)
    if not atom.subjects:
        return _unmapped("it names no subject that the alias file knows")
    return _unmapped(
        f"no registered claim is about {', '.join(atom.subjects)}" + ("" if claims else " (none is registered)")
    )
