"""Counts that a row prints - tasks, languages, phases, examples - held against claims and published figures; pure."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.audits.reports.matching.aliases import Role
from pipeline.audits.reports.matching.facts import ROUND_FROM, Fact
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, SourceCheck
from pipeline.audits.reports.misquotes.sentence import (
    CORE,
    Sentence,
    foreign_scope,
    holds,
    plain,
    same_number,
    shown,
    stated_value,
)
from pipeline.audits.reports.reading import phrasing
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Claim, Comparator

_PART_OF_ALL = re.compile(
    r"\b(?:other|another|remaining|rest|only|first|last|top|further|additional|out of|except|excluding|but|subset"
    r"|at a time|half|some)\b",
    re.IGNORECASE,
)
_TRAINING = re.compile(
    r"\b(?:train\w*|pre-?train\w*|fine-?tun\w*|intermediate|MLM|approach|method\w*|procedure|scheme)\b", re.IGNORECASE
)
_EVERY_TASK = re.compile(r"\b(?:every|each|all)\b(?: of)?(?: the)?(?: \w+)? tasks?\b", re.IGNORECASE)


def check_count(atom: Atom, sentence: Sentence) -> SourceCheck | None:
    """The outcome for a part that counts something; None where it counts nothing that a source counts."""
    stated = stated_value(atom)
    if stated is None or atom.quantity in (None, "points", "percent", "parameters", "hours", "layers", "basis_points"):
        return None
    if stated != stated.to_integral_value():
        return None  # nothing is counted in fractions
    return _by_claim(atom, stated, sentence) or _by_figures(atom, stated, sentence)


def _by_claim(atom: Atom, stated: Decimal, sentence: Sentence) -> SourceCheck | None:
    aliases = sentence.sources.aliases
    core = aliases.with_role(atom.subjects, *CORE)
    benchmarks = sentence.row_names(Role.BENCHMARK)
    quantity = "tasks" if "multi_task" in core and atom.quantity == "intermediate_tasks" else atom.quantity
    if quantity == "examples" and not any(_sized(fact, core) for fact in sentence.sources.facts):
        quantity = "training_examples"  # no other set of it is known
    for claim in sentence.sources.claims:
        for wording in claim.wordings:
            if wording.quantity != quantity or wording.is_negated or not wording.quantity:
                continue
            if aliases.with_role(wording.subjects, *CORE) != core:
                continue
            wanted = aliases.with_role(wording.subjects, Role.BENCHMARK)
            if not wanted <= benchmarks or benchmarks - {"xtreme"}:
                continue
            return _against_claim(atom, stated, sentence, claim)
    return None


def _sized(fact: Fact, core: frozenset[str]) -> bool:
    """Whether the fact is the size of a set of what is named."""
    return fact.quantity in _SETS and bool(core.intersection(fact.subjects))


def _against_claim(atom: Atom, stated: Decimal, sentence: Sentence, claim: Claim) -> SourceCheck:
    ids = (claim.claim_id,)
    unit = (atom.quantity or claim.unit).replace("_", " ")
    printed = Decimal(claim.value)
    is_bound = claim.comparator is Comparator.AT_MOST
    says = f"says {shown(atom)} {unit}; the source says {'up to ' if is_bound else ''}{plain(claim.value)}"
    held = holds(atom, stated, printed)
    if is_bound and atom.comparator is Comparator.AT_MOST:
        held = stated == printed
    if held is None:
        return SourceCheck(Outcome.DOUBTFUL, says, claim_ids=ids)
    if sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, f"{says}; the sentence says {sentence.hedge!r}", claim_ids=ids)
    if held:
        if (
            is_bound
            and _EVERY_TASK.search(sentence.text)
            and not phrasing.is_denied(sentence.text)
            and not re.search(r"\bup to\b|\bacross\b", sentence.text)
        ):
            return SourceCheck(
                Outcome.CONTRADICTS,
                f"says it of every task; the source says up to {claim.value} {unit} for a task",
                Misquote.SCOPE,
                ids,
            )
        return SourceCheck(Outcome.AGREES, f"the source says {plain(claim.value)} {unit}", claim_ids=ids)
    why = _open(atom, sentence, claim)
    if why:
        return SourceCheck(Outcome.UNCHECKED, why, claim_ids=ids)
    versions = [
        fact
        for fact in sentence.sources.versions.get(claim.claim_id, ())
        if same_number(atom, stated, Decimal(fact.value))
    ]
    if versions:
        fact = versions[0]
        reason = f"says {shown(atom)}, which {fact.source} prints; the version of record prints {claim.value}"
        return SourceCheck(Outcome.OTHER_VERSION, reason, Misquote.VERSION, ids, (fact.source,))
    return SourceCheck(Outcome.CONTRADICTS, says, Misquote.COUNT, ids)


def _open(atom: Atom, sentence: Sentence, claim: Claim) -> str:
    """Why another number may be right as well; "" where nothing says so."""
    if sentence.unknown:
        return f"it names {', '.join(sentence.unknown)}, of which no source here speaks"
    if sentence.field:
        return f"it speaks of {sentence.field}"
    if sentence.encoders - {"xlm-roberta", "xlm-roberta-base", "xlm-roberta-large", "xlm-roberta-large+intermediate"}:
        return f"it names {', '.join(sorted(sentence.encoders))}, of which the claim does not speak"
    foreign = foreign_scope(sentence)
    if foreign:
        return f"it says {foreign!r}, of which no source here speaks"
    if phrasing.is_denied(atom.text):
        return "it holds a negation"
    if sentence.authors and claim.unit != "training_examples":
        return f"it cites {', '.join(sentence.authors)}, whose claims are not registered"
    if claim.unit == "training_examples" and _OF_ITS_OWN.search(sentence.text):
        return "it speaks of training of its own"
    counts_things = claim.unit not in ("training_examples",)
    if counts_things and _PART_OF_ALL.search(atom.text):
        return "it may count a part of them"
    if (
        counts_things
        and "multi_task" not in atom.subjects
        and claim.unit != "phases"
        and phrasing.direction_of(atom.text)
        and _has_effect(atom.text)
    ):
        return "it says how many of them gain or lose"
    if claim.unit == "phases" and not _TRAINING.search(sentence.text):
        return "nothing in it says that it speaks of training"
    if claim.unit == "languages" and re.search(
        r"\b(?:famil|script|low-resource|unseen|train)", sentence.text, re.IGNORECASE
    ):
        return "it may count a part of them"
    return ""


def _has_effect(text: str) -> bool:
    return (
        re.search(
            r"\b(?:improv\w*|help\w*|benefit\w*|gain\w*|hurt\w*|harm\w*|degrad\w*|wors\w*|drop\w*|los[es]\w*|outperform\w*|beat\w*)\b",
            text,
            re.IGNORECASE,
        )
        is not None
    )


def _by_figures(atom: Atom, stated: Decimal, sentence: Sentence) -> SourceCheck | None:
    aliases = sentence.sources.aliases
    names = sentence.names(atom, Role.REGIME, Role.TARGET)
    if not names or len(names) > 1:
        return None
    (name,) = names
    wanted = {name, *_parts_of(name, sentence)}
    languages = _languages(atom, sentence)
    known = [
        fact
        for fact in sentence.sources.facts
        if len(fact.subjects) == 1 and fact.subjects[0] in wanted and fact.language in {"", *languages}
    ]
    quantities = _SETS if atom.quantity == "examples" else (atom.quantity,)
    facts = [fact for fact in known if fact.quantity in quantities]
    if not facts:
        return _of_another_set(atom, stated, sentence, name, known)
    agreeing = [fact for fact in facts if holds(atom, stated, Decimal(fact.value))]
    unit = (atom.quantity or "").replace("_", " ")
    printed = " or ".join(dict.fromkeys(plain(fact.value) for fact in facts))
    sources = tuple(dict.fromkeys(fact.source for fact in agreeing or facts))
    says = f"says {shown(atom)} {unit} of {name}; published: {printed}"
    if agreeing:
        outcome = Outcome.DOUBTFUL if sentence.hedge else Outcome.AGREES
        return SourceCheck(outcome, f"published: {printed} {unit} of {name}", sources=sources)
    if any(same_number(atom, stated, Decimal(fact.value)) for fact in facts) or sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, says, sources=sources)
    is_role = aliases.subjects[name].role
    why = _figure_open(
        atom, stated, sentence, [Decimal(fact.value) for fact in facts], is_target=is_role is Role.TARGET
    )
    if not why and languages - {"en"} and not any(fact.language for fact in facts):
        why = "no figure of that language is held here"
    if why:
        return SourceCheck(Outcome.UNCHECKED, f"{says}; {why}", sources=sources)
    return SourceCheck(Outcome.CONTRADICTS, says, Misquote.COUNT, sources=sources)


def _languages(atom: Atom, sentence: Sentence) -> frozenset[str]:
    """Languages that a number of examples is of: those of its part, else of the row."""
    if atom.quantity not in {"examples", *_SETS}:
        return frozenset()
    scores = sentence.sources.scores
    return frozenset(named.key for named in scores.languages_of(atom.text) or scores.languages_of(sentence.text))


def _of_another_set(
    atom: Atom, stated: Decimal, sentence: Sentence, name: str, known: list[Fact]
) -> SourceCheck | None:
    """A number of examples that no source prints for the set named, but for another set of the same data."""
    found = [fact for fact in known if fact.quantity in _SETS and Decimal(fact.value) == stated]
    if atom.quantity not in _SETS or not found or stated < ROUND_FROM:
        return None
    if sentence.hedge or _figure_open(atom, stated, sentence, [stated], is_target=False):
        return None
    says = f"says {shown(atom)} {atom.quantity.replace('_', ' ')} of {name}"
    other = found[0].quantity.replace("_", " ")
    reason = f"{says}; it is published as the number of {other}"
    return SourceCheck(Outcome.CONTRADICTS, reason, Misquote.SPLIT, sources=(found[0].source,))


def _parts_of(name: str, sentence: Sentence) -> set[str]:
    """Names whose keys are among those of `name`: of "squad" its two versions."""
    subjects = sentence.sources.aliases.subjects
    keys = set(subjects[name].keys)
    return {other for other, subject in subjects.items() if set(subject.keys) < keys}


def _figure_open(atom: Atom, stated: Decimal, sentence: Sentence, printed: list[Decimal], *, is_target: bool) -> str:
    if sentence.unknown:
        return f"it names {', '.join(sentence.unknown)}, of which no source here speaks"
    if sentence.field:
        return f"it speaks of {sentence.field}"
    foreign = foreign_scope(sentence)
    if foreign:
        return f"it says {foreign!r}, of which no source here speaks"
    if atom.quantity == "examples" and not any(_is_slip(stated, value) for value in printed):
        return "it does not say of which set"
    if phrasing.is_denied(atom.text) or _PART_OF_ALL.search(atom.text) or _SAMPLE.search(sentence.text):
        return "it may count a part of them"
    if _OF_ITS_OWN.search(sentence.text):
        return "it speaks of training of its own"
    if sentence.systems and _TRAINED_ON.search(atom.text) and stated * _FEW_SHOT <= min(printed):
        return "it may count the few that a system was trained on"
    if atom.quantity == "languages" and _is_of_training(sentence):
        return "it may count languages of pretraining"
    if atom.quantity == "languages":
        is_xtreme = "xtreme" in sentence.subjects
        names = sentence.names(atom, Role.TARGET)
        if (
            stated < min(printed)
            and not re.search(r"\blanguages\s*:", atom.text)
            and not re.search(
                r"\b(?:covers?|evaluated|available|spans?|comprises?|consists?|includes?|in|has)\b", atom.text
            )
        ):
            return "it may count a part of them"
        if not is_xtreme and not any(name in _COMPLETE and stated not in _LATER.get(name, ()) for name in names):
            return "the data set may hold more languages than XTREME takes from it"
    if is_target and atom.quantity == "training_examples" and phrasing.is_averaged(sentence.text):
        return "it may be an average"
    return ""


def _is_slip(stated: Decimal, printed: Decimal) -> bool:
    """Whether a long number is another one with one digit wrong or two neighbours exchanged."""
    one, other = str(stated), str(printed)
    if len(one) != len(other) or printed < ROUND_FROM or stated == printed:
        return False
    wrong = [place for place, digits in enumerate(zip(one, other, strict=True)) if digits[0] != digits[1]]
    if len(wrong) == 1:
        return True
    first, last = wrong[0], wrong[-1]
    return len(wrong) == 2 and last == first + 1 and one[first] == other[last] and one[last] == other[first]


def _is_of_training(sentence: Sentence) -> bool:
    """Whether the languages counted are those that a system was trained on."""
    return (
        re.search(
            r"\b(?:pre-?)?train\w*\b[^;:.]{0,60}\b(?:on|in|with|from|for|over) (?:data (?:from|in|of) )?"
            r"(?:\w+ ){0,3}languages\b",
            sentence.text,
            re.IGNORECASE,
        )
        is not None
    )


_TRAINED_ON = re.compile(r"\b(?:train|tun)\w*\s+(?:\w+\s+)?(?:on|with|from|using)\b", re.IGNORECASE)
_OF_ITS_OWN = re.compile(r"\b(?:we|our|ours)\b", re.IGNORECASE)
_SAMPLE = re.compile(r"\b(?:sample|\w+sample|\w*sampl(?:ed|ing)|subsets?|excerpts?)\b", re.IGNORECASE)
_FEW_SHOT = 5  # times smaller than what is printed
_SETS = ("training_examples", "dev_examples", "test_examples")
_LATER = {"xquad": (12,)}  # Romanian was added later, as datasets.csv notes
_COMPLETE = frozenset(
    {"xnli", "pawsx", "mlqa", "xquad"}
)  # whose own READMEs name the languages that datasets.csv counts
