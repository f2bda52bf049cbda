"""Differences between systems that a row states, held against claims of comparison and published scores; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.audits.reports.matching.aliases import Aliases
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, SourceCheck
from pipeline.audits.reports.misquotes.published_scores import AVERAGE, has_setting, value_of
from pipeline.audits.reports.misquotes.sentence import Sentence, holds, shown, system_title
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.numerals import plain_numbers
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.store.reference import ReportedScore

AVERAGE_TASK = "average"
_S = phrasing.SYSTEM
_BEATEN = rf"(?:{phrasing.BEATS}(?:ed|en|ne|n|d)?|bettered|bested|topped|edged)"
_ARTICLE = r"(?:the |an? |its |that of |those of |plain |vanilla |baseline |standard )*"
_REFERENCE = re.compile(
    r"\b(?:over|than|above|below|behind|ahead of|compared (?:to|with)|relative to|against|versus|vs\.?|beyond|with"
    r" respect to|(?:lead|edge|advantage|margin|superiority) (?:on|over|against)|no match for|inferior to|superior to"
    rf"|in front of|in comparison (?:to|with)|from)\s+{_ARTICLE}$",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    rf"\b(?:{phrasing.BEATS}|{phrasing.TRAILS}|lead|top|best|better|edg|follow|improv\w* (?:up)?on)\w*\s+{_ARTICLE}$"
    rf"|\b{_BEATEN}\s+by\s+{_ARTICLE}$",
    re.IGNORECASE,
)
_BETTER = re.compile(
    rf"\b(?:better\w*|above|ahead|higher|more|stronger|superior|{phrasing.BEATS}\w*|improv\w*|bests?|bested|edg(?:es|ed)"
    r"|gain\w*|increas\w*|rais\w*|leads?|led|boost\w*|wins?|won|adds?|tops?|topped|up|advantage|edge"
    r"|lift\w*|ris\w*|rose|grow\w*|climb\w*|jump\w*|in front)\b",
    re.IGNORECASE,
)
_WORSE = re.compile(
    rf"\b(?:worse|below|behind|lower|less|fewer|weaker|inferior|{phrasing.TRAILS}\w*|los(?:es?|t|ing)|no match"
    r"|follow\w*|cedes?|ceded|yields? to|drops?|dropp\w*|falls? short|short of|declin\w*|decreas\w*|poorer|degrad\w*"
    r"|reduc\w*|hurt\w*|down|disadvantage|deficit|fell|falls?|sinks?|sank)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|been|being|gets?|got)\s+(?:\w+\s+)?{_BEATEN}\b",
    re.IGNORECASE,
)
_FIRST_VERSION = re.compile(
    r"\b(?:first|initial|original|earlier|preprint|arXiv) (?:arXiv )?(?:version|draft|preprint|abstract)\b|\bv1\b",
    re.IGNORECASE,
)
_DIFFERENCE_BEFORE = re.compile(
    r"(?:\bby\s+(?:as much as |up to |about |roughly |over |more than |at least |almost |nearly |some |around "
    r"|approximately |an? (?:average|mean|absolute|total) (?:of )?|on average )*"
    r"|\b(?:gain|gains|gap|drop|difference|improvement|increase|decrease|margin|lead|advantage|uplift|decline|loss"
    r"|boost|jump|deficit|delta)\s+(?:of|is|was|equals|amounts to|=|:)\s*(?:about |roughly |over |some )?"
    r"|\b(?:gains?|gained|loses?|lost|adds?|added|improves?|improved|increases?|increased|drops?|dropped)\s+(?:(?!from\b|to\b)\w+\s+)?"
    r"|\b(?:gap|difference|distance|margin|advantage|lead|deficit|edge|spread)\s+(?:between|of|over|in|on)\s"
    r"[^\d,;:.]*\b(?:is|was|of|at|equals|amounts to|comes to|reaches)\s*(?:about |roughly |over |some |only )?"
    r"|[(\s=]\+\s?|^\+\s?|[Δ∆]\s*=?\s*[-+]?)$",
    re.IGNORECASE,
)
_DIFFERENCE_BEHIND = re.compile(
    r"[\s-]*(?:absolute |accuracy |f1 |em |percentage |average |mean |score )*points?\b(?! (?:on|accuracy|f1) average)"
    r"|\s*(?:%|percent)\s+(?:above|over|better|worse|higher|lower|more|less|ahead|behind|below)\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"\bfrom\s+(?P<low>\d+(?:\.\d+)?)\s*(?:%|points?|f1|em)?\s*"
    r"(?:\([^()]*\)|(?:for|with|by|of)(?:\s[\w-]+){1,3})?\s*to\s+(?P<high>\d+(?:\.\d+)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems that a row sets against each other."""

    first: tuple[str, ...]  # keys that the name may stand for
    second: tuple[str, ...]
    direction: int  # 1: the row puts the first above the second; -1: below; 0: it does not say
    tasks: tuple[str, ...]
    languages: frozenset[str]
    setting: str | None
    metric: str | None

    def names(self, aliases: Aliases) -> tuple[str, str, str]:
        """Both systems and what they are compared on, as reasons say them."""
        where = "average" if self.tasks == (AVERAGE_TASK,) else ", ".join(map(aliases.title, self.tasks[:1]))
        return system_title(self.first, aliases), system_title(self.second, aliases), where


@dataclass(frozen=True, slots=True)
class _Known:
    """A difference, first minus second, that a source prints or that follows from one."""

    value: Decimal
    claim: Claim | None
    source: str
    is_printed: bool  # False: it follows from two scores
    is_earlier: bool = False  # of a version that another one replaced
    is_like: bool = True  # both scores are of one source and setting


def pair_of(
    sentence: Sentence, tasks: tuple[str, ...], languages: frozenset[str], setting: str | None, metric: str | None
) -> Pair | None:
    """The two systems that the row compares; None where it names not exactly two, or more than one task."""
    systems = _two(sentence)
    if not tasks and "xtreme" in sentence.subjects:
        tasks = (AVERAGE_TASK,)
    if systems is None or not tasks or (len(tasks) > 1 and set(tasks) != {"udpos", "udpos_xglue"}):
        return None
    direction = _favoured(sentence, systems) or direction_of(sentence.plain)
    return Pair(*systems, direction, tasks, languages, setting, metric)


_FAVOURS = re.compile(
    r"\b(?:in favou?r of|favou?rs|to the (?:benefit|advantage) of|advantage:|winner:?|goes to|belongs to|on the side of"
    rf")\s+{_ARTICLE}",
    re.IGNORECASE,
)


def _favoured(sentence: Sentence, systems: tuple[tuple[str, ...], tuple[str, ...]]) -> int:
    """The system for which a difference is said to speak: 1 the first, -1 the second, 0 none."""
    match = _FAVOURS.search(sentence.text)
    named = sentence.sources.scores.systems_of(sentence.text[match.end() :]) if match else []
    if not named or named[0][0].start:
        return 0
    return {systems[0]: 1, systems[1]: -1}.get(named[0][1], 0)


def _two(sentence: Sentence) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    systems = list(sentence.systems)
    after = next((keys for keys in systems if keys == ("xlm-roberta-large+intermediate",)), None)
    if len(systems) == 3 and after is not None:  # "XLM-R with intermediate training (X-STILTs)" is one system
        systems = [keys for keys in systems if not set(keys) <= {"xlm-roberta-base", "xlm-roberta-large"}]
    return (systems[0], systems[1]) if len(systems) == 2 else None


def direction_of(plain: str) -> int:
    """Which of two systems is said to do better: 1 the first named, -1 the second, 0 open.

    Args:
        plain: the sentence with phrasing.SYSTEM for each of the two names.
    """
    parts = plain.split(_S)
    if len(parts) != 3:
        return 0
    before, between, behind = parts
    if phrasing.is_denied(plain):
        return 0
    if _REFERENCE.search(before) or re.search(rf"\b(?:to|with)\s+{_ARTICLE}$", before):
        return -sign_of(behind)
    if _REFERENCE.search(between) or _OBJECT.search(between) or re.search(r"\b(?:to|with|of)\s+$", between):
        sign = sign_of(between) or sign_of(behind) or sign_of(before)
        if sign == 0 and re.search(r"\bover\s+$", between):
            sign = 1
        return -sign if _PASSIVE.search(between) else sign
    ranked = _RANKED.search(between)
    return 0 if ranked is None else 1 if ranked["up"] else -1


_RANKED = re.compile(
    r"\bthe (?:(?P<up>better|stronger|superior|winn\w*|higher|leading)"
    r"|(?:worse|weaker|inferior|los(?:er|ing)|lower))\b",
    re.IGNORECASE,
)


def sign_of(text: str) -> int:
    """1 where words speak of more, -1 of less, 0 where of neither or both."""
    better, worse = bool(_BETTER.search(text)), bool(_WORSE.search(text))
    if better == worse:
        return 0 if better else phrasing.direction_of(text)
    return 1 if better else -1


@lru_cache(maxsize=1 << 14)
def is_difference(text: str, value: str) -> bool:
    """Whether the number stands in the sentence as a difference ("by 8.2", "a gain of 8.2", "8.2 points above")."""
    plain = plain_numbers(text)
    for match in re.finditer(rf"(?<![\d.]){re.escape(value.lstrip('-'))}(?![\d]|\.\d)", plain):
        if _DIFFERENCE_BEFORE.search(plain[max(0, match.start() - _REACH) : match.start()]) or _DIFFERENCE_BEHIND.match(
            plain[match.end() :]
        ):
            return True
    return False


_REACH = 80  # characters in front of a number that tell what it is


@lru_cache(maxsize=1 << 12)
def from_to(text: str) -> frozenset[str]:
    """The two numbers of "rises from 81.1 to 82.9", which are scores and no gains."""
    if "from" not in text.casefold():
        return frozenset()
    return frozenset(value for match in _FROM_TO.finditer(plain_numbers(text)) for value in match.groups() if value)


def check_difference(atom: Atom, stated: Decimal, sentence: Sentence, pair: Pair, why: str) -> SourceCheck:
    """The outcome for one number that is a difference between the two systems.

    Args:
        why: what says that the row may speak of other systems; "" for nothing.
    """
    known = list(_known(sentence, pair))
    sign = -1 if (atom.value or "").startswith("-") and pair.direction == 0 else pair.direction
    if any(one.is_printed for one in known):
        known = [one for one in known if one.is_printed or one.is_like]
    equal = [one for one in known if holds(atom, stated, abs(one.value)) is not False]
    right = [one for one in equal if not sign or not one.value or (one.value > 0) == (sign > 0)]
    elsewhere = (
        _kind(stated, sentence, pair) if right and not any(one.is_printed or one.is_like for one in right) else None
    )
    if elsewhere is not None and elsewhere[0] is Misquote.TASK and any(one.is_like for one in known):
        right = (
            equal
        ) = []  # of two sources that print other differences each; what it is, is the claim's number elsewhere
    each = "" if pair.languages else phrasing.one_by_one(sentence.text)
    if right and each and not sentence.hedge and not why:
        best = _best(right)
        reason = f"says {shown(atom)} points {each!r}; the source prints it as the mean over languages"
        ids, sources = _of_known(best)
        return SourceCheck(Outcome.CONTRADICTS, reason, Misquote.SCOPE, ids, sources)
    if right:
        return _agreeing(atom, sentence, pair, _best(right))
    printed = [one for one in known if one.is_printed]
    if not known:
        return SourceCheck(Outcome.UNCHECKED, "it prints a difference, which no source here prints")
    values = ", ".join(dict.fromkeys(f"{one.value:+}" for one in sorted(printed or known, key=_rank)))
    first, second, where = pair.names(sentence.sources.aliases)
    points = f"{'-' if sign < 0 else ''}{shown(atom).lstrip('-')} points"
    says = f"says {points} between {first} and {second} on {where}; published: {values}"
    sources = tuple(dict.fromkeys(one.source for one in printed or known if one.source))
    ids = tuple(dict.fromkeys(one.claim.claim_id for one in printed if one.claim is not None))
    if sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, says, None, ids, sources)
    if why:
        return SourceCheck(Outcome.UNCHECKED, f"{says}, but {why}", None, ids, sources)
    if equal:
        return SourceCheck(Outcome.CONTRADICTS, says, Misquote.SIGN, ids, sources)
    kind, note = _kind(stated, sentence, pair)
    is_open = len(pair.first) > 1 or len(pair.second) > 1 or pair.tasks == (AVERAGE_TASK,)
    if not printed and is_open and kind is not Misquote.TASK:
        return SourceCheck(Outcome.UNCHECKED, "it prints a difference, which no source here prints")
    return SourceCheck(Outcome.CONTRADICTS, f"{says}{note}", kind, ids, sources)


def _agreeing(atom: Atom, sentence: Sentence, pair: Pair, one: _Known) -> SourceCheck:
    ids, sources = _of_known(one)
    if sentence.hedge:
        reason = f"the number is published, but the sentence says {sentence.hedge!r}"
        return SourceCheck(Outcome.DOUBTFUL, reason, None, ids, sources)
    if one.is_earlier and one.claim is not None and not _FIRST_VERSION.search(sentence.text):
        later = [other for other in _known(sentence, pair) if other.is_printed and not other.is_earlier]
        now = later[0].value if later else "another number"
        reason = f"says {shown(atom)}, which {one.claim.source_version} prints; the later version prints {now}"
        return SourceCheck(Outcome.OTHER_VERSION, reason, Misquote.VERSION, ids, sources)
    if one.is_printed:
        where = one.claim.source_version if one.claim is not None else one.source
        return SourceCheck(Outcome.AGREES, f"published as such by {where}", None, ids, sources)
    return SourceCheck(Outcome.AGREES, f"follows from the scores that {one.source} prints", None, ids, sources)


def _of_known(one: _Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Claims and sources of a difference."""
    return (one.claim.claim_id,) if one.claim is not None else (), (one.source,) if one.source else ()


def _best(known: Sequence[_Known]) -> _Known:
    return min(known, key=_rank)


def _rank(one: _Known) -> tuple[bool, bool, bool]:
    return not one.is_printed, one.is_earlier, one.claim is None


def _known(sentence: Sentence, pair: Pair) -> Iterator[_Known]:
    """Differences of the two systems, first minus second, in the scope that the row names."""
    for claim in sentence.sources.claims:
        sign = _side(claim, pair)
        if sign and claim.comparator is Comparator.EQUALS and _same_scope(claim, pair):
            is_earlier = is_earlier_version(claim, sentence.sources.claims)
            yield _Known(sign * Decimal(claim.value), claim, "", is_printed=True, is_earlier=is_earlier)
    wanted = pair.languages or {AVERAGE}
    first, second = {plain_key(key) for key in pair.first}, {plain_key(key) for key in pair.second}
    for row in sentence.sources.scores.gains:
        if row.task not in pair.tasks or row.language not in wanted:
            continue
        ends = plain_key(row.encoder), _rival(row)
        if ends[0] in first and ends[1] in second:
            yield _Known(value_of(row), None, row.source_id, is_printed=True)
        elif ends[0] in second and ends[1] in first:
            yield _Known(-value_of(row), None, row.source_id, is_printed=True)
    yield from _computed(sentence, pair)


def _computed(sentence: Sentence, pair: Pair) -> Iterator[_Known]:
    scores = sentence.sources.scores
    wanted = pair.languages or {AVERAGE}

    def fits(row: ReportedScore) -> bool:
        if pair.setting is not None and not has_setting(row, pair.setting):
            return False
        return pair.metric is None or row.metric.startswith((pair.metric, "score (metric unstated)"))

    second = [row for row in scores.scores(pair.second, pair.tasks, wanted) if fits(row)]
    for row in scores.scores(pair.first, pair.tasks, wanted):
        if not fits(row):
            continue
        for other in second:
            if (other.language, other.metric) == (row.language, row.metric):
                source = row.source_id if row.source_id == other.source_id else f"{row.source_id} and {other.source_id}"
                is_like = (row.source_id, row.setting) == (other.source_id, other.setting)
                difference = value_of(row) - value_of(other)
                yield _Known(difference, None, source, is_printed=False, is_like=is_like)


def _side(claim: Claim, pair: Pair) -> int:
    """1 where the claim's system is the first of the pair, -1 where it is the second, else 0."""
    if claim.kind is not ClaimKind.COMPARISON or claim.system is None or not claim.against:
        return 0
    own, rivals = claim.system.encoder, {rival.encoder for rival in claim.against}
    if own in pair.first and rivals & set(pair.second):
        return 1
    return -1 if own in pair.second and rivals & set(pair.first) else 0


def _same_scope(claim: Claim, pair: Pair) -> bool:
    if pair.metric is not None and claim.metric.value in ("f1", "em", "accuracy") and claim.metric.value != pair.metric:
        return False
    return tasks_of(claim) == pair.tasks[:1] and frozenset(claim.only_languages) == pair.languages


def tasks_of(claim: Claim) -> tuple[str, ...]:
    """What a claim of comparison or level is about; several tasks of one benchmark are its average."""
    if claim.printed is not None:
        return (claim.printed.task,)
    return claim.tasks if len(claim.tasks) == 1 else (AVERAGE_TASK,)


def compared_beside(sentence: Sentence, task: str, others: AbstractSet[str]) -> bool:
    """Whether claims compare the two systems of the row on `task` and on one of `others` as well."""
    systems = _two(sentence)
    if systems is None:
        return False
    pair = Pair(*systems, 0, (), frozenset(), None, None)
    tasks = {tasks_of(claim)[0] for claim in sentence.sources.claims if _side(claim, pair)}
    return task in tasks and bool(tasks & others)


def is_earlier_version(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether a later version of the same paper makes the same comparison."""
    key = _key(claim)
    return any(
        other.paper == claim.paper
        and _key(other) == key
        and _version(other.source_version) > _version(claim.source_version)
        for other in claims
        if other.kind is claim.kind
    )


def _key(claim: Claim) -> tuple[object, ...]:
    system = claim.system.encoder if claim.system is not None else ""
    return system, tuple(rival.encoder for rival in claim.against), tasks_of(claim), claim.only_languages


def _version(source_version: str) -> int:
    match = re.search(r"\d{4}\.\d{4,5}v(\d+)", source_version)
    return int(match[1]) if match else 0


def _kind(stated: Decimal, sentence: Sentence, pair: Pair) -> tuple[Misquote, str]:
    """What the number is instead, where claims or sources print it of the same pair elsewhere, or of another pair."""
    for claim in sentence.sources.claims:
        if claim.kind is not ClaimKind.COMPARISON or claim.comparator is not Comparator.EQUALS:
            continue
        if stated != Decimal(claim.value):
            continue
        if _side(claim, pair):
            return Misquote.TASK, f"; {claim.value} is another number of theirs ({claim.claim_id})"
        if _same_scope(claim, pair):
            return Misquote.ENCODER, f"; {claim.value} is the number of others ({claim.claim_id})"
    return Misquote.VALUE, ""


def check_order(sentence: Sentence, pair: Pair, why: str) -> SourceCheck | None:
    """The outcome for a row that puts one system above the other without a number; None where nothing decides it."""
    if not pair.direction or why or sentence.authors:
        return None
    claims = [claim for claim in sentence.sources.claims if _side(claim, pair) and _same_scope(claim, pair)]
    orders = [claim for claim in claims if claim.comparator is Comparator.ABOVE] or claims
    ids = tuple(claim.claim_id for claim in orders[:1])
    if claims:
        is_right = all(_side(claim, pair) == pair.direction for claim in claims)
        source = claims[0].source_version
    else:
        found = [one.value for one in _computed(sentence, pair)]
        if not found or len({value > 0 for value in found}) > 1 or 0 in found or pair.tasks == (AVERAGE_TASK,):
            return None
        is_right = (found[0] > 0) == (pair.direction > 0)
        source = "every published score"
    if sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, f"the sentence says {sentence.hedge!r}", None, ids)
    first, second, where = pair.names(sentence.sources.aliases)
    if is_right:
        return SourceCheck(Outcome.AGREES, f"{source} puts them in this order on {where}", None, ids)
    above, below = (first, second) if pair.direction > 0 else (second, first)
    reason = f"puts {above} above {below} on {where}; {source} says the opposite"
    return SourceCheck(Outcome.CONTRADICTS, reason, Misquote.SIGN, ids)


def level_claims(
    sentence: Sentence, keys: Sequence[str], tasks: Sequence[str], languages: frozenset[str]
) -> list[Claim]:
    """Registered claims on the level of one of those systems on one of those tasks."""
    return [
        claim
        for claim in sentence.sources.claims
        if claim.kind is ClaimKind.LEVEL
        and claim.system is not None
        and claim.system.encoder in keys
        and tasks_of(claim)[0] in tasks
        and frozenset(claim.only_languages) == languages
    ]


def _rival(row: ReportedScore) -> str:
    return plain_key(row.metric.removeprefix("points_gain_over_"))


def plain_key(name: str) -> str:
    """A system's key without punctuation, however sources write it."""
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("xlm-mlm-100", "xlm-100"))
