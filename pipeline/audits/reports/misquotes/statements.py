"""What a row says without a number - something helps, wins, is lacking - held against the registered claims; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from pipeline.audits.reports.matching.aliases import Role
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, SourceCheck
from pipeline.audits.reports.misquotes.sentence import Sentence
from pipeline.audits.reports.reading import phrasing
from pipeline.domain.claim import Claim, ClaimKind

_MLM = r"(?:MLM|masked[- ]language[- ]model\w*)"
_RIVALS = {
    "+mlm": re.compile(
        rf"\b(?:continu\w*|keep\w*|carr(?:y|ying|ied)|ongoing|additional|adding|added|extra|joint(?:ly)?|alongside|simultaneous\w*|maintain\w*)\b[^.;]*?\b{_MLM}\b"
        rf"|\b{_MLM}\b[^.;]*?\b(?:continu\w*|carried on|going|alongside|objective|during|in parallel)\b",
        re.IGNORECASE,
    ),
    "+translated": re.compile(
        r"\b(?:machine[- ])?translat(?:ed|ions?|ing)\b[^.;,]*?(?:\b(?:data|tasks?|training|by machine|sets?|corpora"
        r"|examples|versions?|same)\b|$)"
        r"|\bmachine[- ]translat\w+\b|\btranslations of\b",
        re.IGNORECASE,
    ),
    "multi_task": re.compile(
        r"\bmulti-?[ ]?task\w*\b|\bjoint training\b|\ball (?:nine|9) (?:intermediate )?tasks together\b", re.IGNORECASE
    ),
}
_WINS = re.compile(
    rf"\b(?:{phrasing.BEATS}\w*|superior|better|best|preferable"
    r"|more effective|"
    r"stronger|strongest|ahead of|above|wins?|highest|most|largest|biggest|as well as|as good as|pays? off"
    r"|more than|(?:improv\w*|advantages?|benefits?|gains?|edge)(?=[^.;]*\bover\b))\b",
    re.IGNORECASE,
)
_LOSES = re.compile(
    rf"\b(?:worse|worst|inferior|{phrasing.TRAILS}\w*|weaker|weakest|behind|below|less effective|loses?|poorer"
    r"|lowest)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|been|being|gets?|got)\s+(?:\w+\s+)?{phrasing.BEATS}(?:ed|en|ne|n|d)?\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\s*(?:when|if|once|where|provided|together with|in combination with)\b", re.IGNORECASE)
_PRETRAINING_ONLY = re.compile(
    r"(?<!intermediate )(?<!intermediate-)(?<!training )\bphases?\b|\bthree-phase\b", re.IGNORECASE
)
_SOME = re.compile(
    r"\b(?:only|just|some|a few|several|one|two|three|half|certain|with the exception|except)\b", re.IGNORECASE
)
_FEW = re.compile(r"\b(?:hardly|barely|scarcely|almost no|nearly no|few|none|no)\b", re.IGNORECASE)
_ALMOST_ALL = re.compile(r"\b(?:almost|nearly|virtually|practically)\s+(?:all|every|each)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|every|each|any|whichever)\b", re.IGNORECASE)
_NO_TRAINING_DATA = re.compile(
    r"\b(?:no|without(?: any)?|lack(?:s|ing)?|absence of|missing|zero|nor|neither|not have(?: any)?"
    r"|n[’']t have(?: any)?)\s+(?:(?!from\b|by\b|of\b|intermediate)\w+\s+){0,3}?"
    r"(?:training|train|task-specific|labell?ed)\b"
    r"|\b(?:training|train)\s+(?:data|sets?|examples|split)\s+(?:\w+\s+){0,2}(?:not|lacking|missing|unavailable|absent)\b"
    r"|\bno (?:training|train) (?:data|set|split)\b|\bthat have no training\b|\buntrained\b",
    re.IGNORECASE,
)
_HAS_TRAINING_DATA = re.compile(
    r"\b(?:com(?:e|es|ing) with|have|has|having|offers?|provides?|includes?|contains?|with|there (?:is|are)|enjoy\w*"
    r"|possess\w*)\s+(?:\w+\s+){0,3}?(?:training|train)\s+(?:data|sets?|examples|splits?)\b"
    r"|\b(?:training|train)\s+(?:data|sets?|examples|splits?)\s+"
    r"(?:exists?|(?:is|are)\s+(?:available|provided|given|at hand)"
    r"|comes?|do exist|does exist|can be had)\b",
    re.IGNORECASE,
)
_START = re.compile(
    r"\b(?:start|beg[aiu]n|commenc|depart|originat|proceed)\w*(?: out| off)?[ -](?:point|checkpoint|from|with|model)\b"
    r"|\bfrom which\b[^.;]*\b(?:set out|sets out|depart|launch|start|beg[aiu]n|commenc|originat|proceed)\w*"
    r"|\binitiali[sz]\w*\b|\bbuil(?:d|ds|t"
    r"|ding) (?:up)?on\b|\bbas(?:e|is) (?:model|encoder|of all)\b|"
    r"\bbackbone\b|\bbased on\b|\bpre-?trained (?:model|encoder|checkpoint|transformer)\b|\bused throughout\b"
    r"|\bfoundation\b|\bunderl(?:ie|ying|ies)\b|\bpoint of departure\b|"
    r"\bcheckpoint\b|\bcarried out with\b|\bconducted (?:with|on|using)\b|\brun (?:with|on)\b"
    r"|\buses? (?:the )?(?:pre-?trained )?\b|\b(?:encoder|model|backbone|transformer) is\b"
    r"|\bas (?:its|their|the|an?) (?:\w+ ){0,2}(?:encoder|model|transformer)\b"
    r"|\b(?:encoder|model|transformer) (?:of|for|in|behind) (?:all|every|each|the)\b|\brel(?:y|ies|ied) on\b",
    re.IGNORECASE,
)
_EVERYWHERE = re.compile(
    r"\b(?:all|every|each|entire|whole)\b(?: of)?(?: the| their| our| its| these)?(?: [\w-]+){0,2} (?:experiments?"
    r"|runs?|stud(?:y|ies)|results)\b|\bthroughout\b|\bthe (?:study|paper|authors?|experiments)\b"
    r"|\btheir (?:\w+ )?experiments\b",
    re.IGNORECASE,
)


def check_statement(text: str, sentence: Sentence, *, has_number: bool) -> Iterator[SourceCheck]:
    """What one part of a row says of the registered claims without a number.

    Args:
        has_number: whether the part prints a measured number; then only the order of regimes is looked at.
    """
    if not (sentence.subjects or sentence.encoders or sentence.is_intermediate):
        return  # it names nothing that a claim without a number is about
    if sentence.row_names(Role.BENCHMARK) - {"xtreme"} or sentence.unknown or sentence.authors or sentence.field:
        return
    for claim in sentence.sources.claims:
        check = _CHECKS.get(claim.kind)
        if check is None or (has_number and claim.kind is not ClaimKind.ORDERING):
            continue
        found = check(text, sentence, claim)
        if found is not None:
            outcome, reason, kind = found
            if outcome is Outcome.CONTRADICTS and (
                sentence.hedge or phrasing.restriction_of(sentence.text, sentence.sources.aliases.known_words)
            ):
                outcome, kind = Outcome.DOUBTFUL, None
            elif outcome is Outcome.AGREES and sentence.hedge:
                outcome, reason = Outcome.DOUBTFUL, f"{reason}, but the sentence says {sentence.hedge!r}"
            yield SourceCheck(outcome, reason, kind if outcome is Outcome.CONTRADICTS else None, (claim.claim_id,))


_SET_AGAINST = re.compile(
    r"\b(?:un)?like\b(?: for| on)? [\w-]+|\bin contrast to (?:for |on )?[\w-]+|\brather than [\w-]+"
)
_ANAPHOR = re.compile(r"\b(?:there|here|it|its|(?:this|that|the) (?:task|one|benchmark|dataset))\b", re.IGNORECASE)
_Found = tuple[Outcome, str, Misquote | None] | None


def _targets(text: str, sentence: Sentence) -> frozenset[str]:
    """Target tasks that the part names, without those set against it ("unlike TyDiQA")."""
    aliases = sentence.sources.aliases
    plain = _SET_AGAINST.sub(" ", text)
    found = sentence.keys(aliases.names(plain, Role.TARGET))
    if (
        not found and text in sentence.text and _ANAPHOR.search(text)
    ):  # "XNLI is the exception: no intermediate task produces a gain there"
        before = _SET_AGAINST.sub(" ", sentence.text.partition(text)[0])
        if phrasing.effect_of(before) is None:
            return sentence.keys(aliases.names(before, Role.TARGET))
    return found


def _other_encoder(sentence: Sentence, claim: Claim) -> str:
    aliases = sentence.sources.aliases
    own = {claim.scope_encoder, *claim.scope_encoder_aliases}
    keys = {key for name in sentence.encoders & set(aliases.subjects) for key in aliases.subjects[name].keys}
    others = sentence.encoders - {"xlm-roberta", "xlm-roberta-large+intermediate"}
    return "" if not others or (sentence.encoders | keys) & own else ", ".join(map(aliases.title, sorted(others)))


def _is_general(text: str, sentence: Sentence, claim: Claim) -> bool:
    """Whether the part speaks of intermediate training at large: of no regime, encoder or language of its own."""
    aliases = sentence.sources.aliases
    regimes = aliases.names(text, Role.REGIME)
    return phrasing.is_intermediate(sentence.text) and not regimes and not _other_encoder(sentence, claim)


def _absence(text: str, sentence: Sentence, claim: Claim) -> _Found:
    targets, effect = _targets(text, sentence), phrasing.effect_of(text)
    everything = next(
        (
            words
            for noun, words in phrasing.universals(text)
            if noun in ("task", "target", "benchmark") and "intermediate" not in words
        ),
        "",
    )
    if effect is None or phrasing.is_multi_task(text) or not _is_general(text, sentence, claim):
        return None
    name = ", ".join(map(sentence.sources.aliases.title, claim.tasks))
    if everything and effect > 0:
        return (
            Outcome.CONTRADICTS,
            f"says that {everything!r} gain; the source says that {name} does not",
            Misquote.SCOPE,
        )
    if targets != set(claim.tasks):
        return None
    if effect > 0:
        return Outcome.CONTRADICTS, f"says that {name} gains; the source says that it does not", Misquote.SIGN
    return Outcome.AGREES, f"the source says that {name} does not gain", None


def _consistency(text: str, sentence: Sentence, claim: Claim) -> _Found:
    targets, effect = _targets(text, sentence), phrasing.effect_of(text)
    tasks = set(claim.tasks)
    if effect is None or not targets or not _is_general(text, sentence, claim):
        return None
    name = " and ".join(map(sentence.sources.aliases.title, claim.tasks))
    if not targets & tasks:
        if (
            _ALMOST_ALL.search(text)
            and effect > 0
            and len(tasks) > 1
            and _ALMOST_ALL.search(claim.statement.replace("Nearly every one", "Nearly every"))
        ):
            said = ", ".join(sorted(targets))
            return Outcome.CONTRADICTS, f"says of {said} what the source says of {name}", Misquote.TASK
        return None
    if not targets <= tasks:
        return None
    if effect > 0:
        if _FEW.search(text) and not phrasing.is_denied(text):
            return None
        words = phrasing.universal_words(text)
        if (
            "task" in phrasing.universal_of(text)
            and not _ALMOST_ALL.search(text)
            and _ALL.search(words)
            and len(tasks) == 1
        ):
            return (
                Outcome.CONTRADICTS,
                f"says {words!r}; the source says it of many intermediate tasks, not of all",
                Misquote.SCOPE,
            )
        if _SOME.search(text):
            return None
        return (
            Outcome.AGREES,
            f"the source says that {name} gains with {'nearly every' if len(tasks) > 1 else 'many'} intermediate "
            f"task(s)",
            None,
        )
    said = "does not gain" if effect == 0 else "gets worse"
    return Outcome.CONTRADICTS, f"says that {name} {said}; the source says that it gains", Misquote.SIGN


@lru_cache(maxsize=1 << 12)
def _rival_in(name: str, text: str) -> re.Match[str] | None:
    return _RIVALS[name].search(text)


def _ordering(text: str, sentence: Sentence, claim: Claim) -> _Found:
    """Who is said to do better; the claim's side is English intermediate training, or multi-task training."""
    suffix = next(
        (name for name in ("+mlm", "+translated") if all(rival.endswith(name) for rival in claim.rivals)), None
    )
    if _rival_in(suffix or "multi_task", text) is None:
        return None
    if _other_encoder(sentence, claim) or _PRETRAINING_ONLY.search(text):
        return None
    if suffix is None:
        return _multi_task(text, sentence, claim)
    rival = _rival_in(suffix, text)
    if rival is None or not phrasing.is_intermediate(sentence.text):
        return None
    after = text[rival.end() :]
    before = text[: rival.start()]
    pointed = _pointed_at(text, rival)
    if pointed:
        return _verdict_on_rival(pointed, suffix)
    name = "continued masked language modelling" if suffix == "+mlm" else "machine-translated data"
    for words, place, towards in ((before, "before", 1), (after, "after", -1)):
        win, loss = _WINS.search(words), _LOSES.search(words)
        found = loss or win
        if found is None:
            continue
        sign = 1 if _english_anew(words[: found.start()]) else towards  # "translating does not help: English is better"
        if place == "before" and sign > 0 and _subject_is_rival_kind(before, suffix):
            continue
        value = sign * (-1 if loss and (win is None or loss.start() <= win.start()) else 1)
        if _PASSIVE.search(words) or (place == "before" and _TOGETHER.match(text, found.end())):
            value = -value
        near = words[max(0, found.start() - 40) : found.start()]
        if phrasing.is_denied(near) or (place == "after" and re.search(r"\b(?:neither|nor)\b", before, re.IGNORECASE)):
            if value > 0:
                return None
            value = 1
        if value > 0:
            return Outcome.AGREES, f"the source puts English intermediate training above {name}", None
        return (
            Outcome.CONTRADICTS,
            f"puts {name} above English intermediate training; the source says the opposite",
            Misquote.SIGN,
        )
    return None


_POINTER = re.compile(r"\b(?P<which>former|latter|second|first)\b(?! (?:phase|stage|step|version|task))", re.IGNORECASE)


def _pointed_at(text: str, rival: re.Match[str]) -> int:
    """What is said of "the latter" and "the former" where one of them is the rival: 1 better, -1 not; 0 nothing."""
    match = next((one for one in _POINTER.finditer(text) if one.start() > rival.end()), None)
    own = re.search(r"\bEnglish\b|\bintermediate\b", text, re.IGNORECASE)
    if match is None or own is None:
        return 0
    is_second = rival.start() > own.start()
    is_rival = (match["which"].casefold() in ("latter", "second")) == is_second
    around = text[max(0, match.start() - 50) : match.start()] + text[match.end() : match.end() + 40]
    win, loss = _WINS.search(around) or _ADVANTAGE.search(around), _LOSES.search(around)
    if not win and not loss:
        return 0
    is_above = bool(win) and not loss and not phrasing.is_denied(around)
    if not is_above and not is_rival:
        return 0 if phrasing.is_denied(around) else 1
    return (1 if is_above else -1) * (1 if is_rival else -1)


_ADVANTAGE = re.compile(r"\b(?:advantages?|benefits?|gains?|favou?r\w*|prefer\w*|improvements?)\b", re.IGNORECASE)


def _verdict_on_rival(sign: int, suffix: str) -> _Found:
    name = "continued masked language modelling" if suffix == "+mlm" else "machine-translated data"
    if sign < 0:
        return Outcome.AGREES, f"the source puts English intermediate training above {name}", None
    reason = f"puts {name} above English intermediate training; the source says the opposite"
    return Outcome.CONTRADICTS, reason, Misquote.SIGN


def _english_anew(words: str) -> bool:
    """Whether English data become the subject behind a sign that parts the sentence."""
    return re.search(r"[:;,.]\s*(?:and |but |whereas |while )?(?:the |using )?English\b[^,;:]*$", words) is not None


def _subject_is_rival_kind(before: str, suffix: str) -> bool:
    """Whether what stands before the verb is the rival as well, in other words."""
    return suffix == "+translated" and re.match(r"\s*(?:using\s+)?translat", before, re.IGNORECASE) is not None


def _multi_task(text: str, sentence: Sentence, claim: Claim) -> _Found:
    match = _rival_in("multi_task", text)
    if (
        match is None
        or claim.regimes != ("multi_task",)
        or not (
            phrasing.is_intermediate(sentence.text)
            or "xtreme" in sentence.subjects
            or re.search(r"\b(?:nine|9) tasks\b", sentence.text)
        )
    ):
        return None
    rest = text[: match.start()] + " … " + text[match.end() :]
    win, loss = _WINS.search(rest), _LOSES.search(rest)
    if win is None and loss is None and not re.match(r"\s*(?:no|not one)\b", text, re.IGNORECASE):
        return None
    if re.match(r"\s*(?:no|none of the|not one) (?:single|individual|one|other)\b", text, re.IGNORECASE):
        is_above = win or re.search(r"\b(?:match|reach|equal|rival|attain)\w*\b", rest, re.IGNORECASE)
        return (
            (Outcome.AGREES, "the source puts multi-task training above every single task", None) if is_above else None
        )
    rival = re.search(
        r"\b(?:single|individual|separate|one|each)\b[\w\s-]*?\b(?:tasks?|regimes?|training)\b", text, re.IGNORECASE
    )
    if phrasing.is_denied(rest):
        worse = re.search(
            r"\b(?:not|never|n[’']t|fail\w*)\b[^.;]*\b(?:best|better|outperform\w*|beat\w*)\b", rest, re.IGNORECASE
        )
        if worse and match.start() < worse.start():
            return (
                Outcome.CONTRADICTS,
                "says that multi-task training is not the best; the source says that it is",
                Misquote.SIGN,
            )
        return None
    if loss and (win is None or loss.start() < win.start()):
        if rival is not None and rival.start() < match.start():
            return Outcome.AGREES, "the source puts multi-task training above every single task", None
        return (
            Outcome.CONTRADICTS,
            "puts multi-task training below single tasks; the source says the opposite",
            Misquote.SIGN,
        )
    if (
        win
        and rival is not None
        and rival.start() < match.start()
        and (
            re.search(r"\b(?:outperform|beat|surpass|better|superior|exceed|ahead)", win.group(), re.IGNORECASE)
            or re.search(r"\babove\s+(?:the )?$", text[: match.start()], re.IGNORECASE)
        )
    ):
        if _PASSIVE.search(rest):
            return Outcome.AGREES, "the source puts multi-task training above every single task", None
        return (
            Outcome.CONTRADICTS,
            "puts single tasks above multi-task training; the source says the opposite",
            Misquote.SIGN,
        )
    if win and win.group().casefold() in ("most", "more than", "above"):
        return None
    if rival is not None and _PASSIVE.search(rest):
        return (
            Outcome.CONTRADICTS,
            "puts single tasks above multi-task training; the source says the opposite",
            Misquote.SIGN,
        )
    return Outcome.AGREES, "the source puts multi-task training above every single task", None


def _structure(text: str, sentence: Sentence, claim: Claim) -> _Found:
    if claim.unit == "encoders":
        return _encoder(text, sentence, claim)
    if (
        claim.unit == "target_tasks"
        and any(wording.is_negated for wording in claim.wordings)
        and len(named := _named_tasks(sentence, claim)) == int(claim.value)
    ):
        return _untrained(text, sentence, named)
    return None


def _named_tasks(sentence: Sentence, claim: Claim) -> frozenset[str]:
    """Target tasks that a claim of structure is about, by the words it lists."""
    aliases = sentence.sources.aliases
    named = (aliases.with_role(wording.subjects, Role.TARGET) for wording in claim.wordings)
    return sentence.keys(frozenset(name for names in named for name in names))


def _untrained(text: str, sentence: Sentence, tasks: frozenset[str]) -> _Found:
    targets = _targets(text, sentence)
    lacks, has = _NO_TRAINING_DATA.search(text), _HAS_TRAINING_DATA.search(text)
    name = " and ".join(map(sentence.sources.aliases.title, sorted(tasks)))
    if lacks and targets and targets <= tasks:
        return Outcome.AGREES, f"the source says that {name} have no training data", None
    is_own = re.search(r"\bretrieval\b|\btargets?\b|\bXTREME(?:['’]s)? tasks?\b", sentence.text, re.IGNORECASE)
    if lacks and targets and not targets & tasks and is_own and not re.search(r"\bneither\b|\bnor\b", text):
        return (
            Outcome.CONTRADICTS,
            f"says of {', '.join(sorted(targets))} what the source says of {name}",
            Misquote.TASK,
        )
    if has and not lacks and targets and targets <= tasks and not phrasing.is_denied(text):
        return (
            Outcome.CONTRADICTS,
            f"says that {name} have training data; the source says that they have none",
            Misquote.SIGN,
        )
    return None


def _encoder(text: str, sentence: Sentence, claim: Claim) -> _Found:
    if not (_START.search(text) and (_EVERYWHERE.search(text) or sentence.is_intermediate)) or not sentence.encoders:
        return None
    if sentence.row_names(Role.TARGET) or phrasing.is_denied(text):
        return None
    other = _other_encoder(sentence, claim)
    if other:
        if not re.search(r"\bexperiments?\b|\bintermediate\b|\bthroughout\b", text, re.IGNORECASE):
            return None
        return (
            Outcome.CONTRADICTS,
            f"says that the experiments start from {other}; the source says {_title(sentence, claim)}",
            Misquote.ENCODER,
        )
    aliases = sentence.sources.aliases
    keys = {key for name in sentence.encoders & set(aliases.subjects) for key in aliases.subjects[name].keys}
    if keys & {claim.scope_encoder, *claim.scope_encoder_aliases}:
        return Outcome.AGREES, f"the source says that the experiments start from {_title(sentence, claim)}", None
    return Outcome.DOUBTFUL, f"the source says {_title(sentence, claim)}; the row leaves the size open", None


def _title(sentence: Sentence, claim: Claim) -> str:
    return sentence.sources.aliases.title(claim.scope_encoder)


_CHECKS: dict[ClaimKind, Callable[[str, Sentence, Claim], _Found]] = {
    ClaimKind.ABSENCE: _absence,
    ClaimKind.CONSISTENCY: _consistency,
    ClaimKind.ORDERING: _ordering,
    ClaimKind.STRUCTURE: _structure,
}
