"""What a sentence says beside names and numbers: hedges, direction, scope, and names that we do not know; pure."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.audits.reports.reading.patterns import AnyCase
from pipeline.audits.reports.reading.wording import tokens_of

# Verbs between two names, "X beats Y" and "X trails Y": without their endings, for whoever compares things in words
BEATS = (
    r"(?:outperform|beat|surpass|exceed|outdo|outclass|outscor|outstrip|outpac|outrank|outshin|outmatch|outrun|overtak"
    r"|overtook|eclips|trounc|trump|dwarf|dominat|defeat|crush|leapfrog|overshadow|upstag|edg(?:es?|ed|ing) out)"
)
TRAILS = r"(?:underperform|trail|lag)"
_HEDGES = AnyCase(
    r"\b(?:(?:un)?likely|may|might|could|would|should|perhaps|possibly|probably|presumably|arguably|conceivabl[ey]|apparently|allegedly|"
    r"suggest(?:s|ed|ing)?|(?<!premise-)(?<!premise )hypothesi[sz]\w*|hypothetical\w*|speculat\w+|conjectur\w+|"
    r"expect(?:s|ed)?|assum(?:e|es|ed|ing)|"
    r"believ\w+|suspect(?:s|ed)?|predict(?:s|ed)?|estimat(?:e|es|ed)|potential(?:ly)?|unclear|unknown|uncertain|doubtful|whether|"
    r"seem(?:s|ed)?|appear(?:s|ed)? to|not (?:yet )?(?:been )?(?:verified|confirmed|shown|proven|replicated)|"
    r"(?:ask(?:s|ed)?|wonder\w*|test(?:s|ed)?|check(?:s|ed)?) (?:if|whether)|doubt(?:s|ed)?|"
    r"could not be|cannot be (?:confirmed|verified)|if true|disputed|contested|questionable|aim(?:s|ed)? to|hope(?:s"
    r"|d)? to|"
    r"planned|plans? to|rumou?red|supposed(?:ly)?|claimed to)\b",
)
_MONTH_MAY = re.compile(r"\b(?:in|of|since|until|by)\s+May\b|\bMay\s+\d|\d\s+May\b")
_RESTRICTION = re.compile(
    r"\b(?:only|solely|exclusively|merely)\s+(?:in|for|on)\s+(?P<first>[A-Z][\w-]+)|"
    r"\b(?:in|for)\s+(?P<second>[A-Z][\w-]+)\s+(?:alone|only|exclusively)\b|"
    r"\b(?:only|except)\s+(?:when|if|for|after|under)\b|\b(?:holds?|true|valid)\s+only\b"
)
_UP = AnyCase(
    r"\b(?:improv\w*|gain(?:s|ed|ing)?|increas\w*|rais(?:e|es|ed|ing)|benefit\w*|benefici\w*|boost\w*|help(?:s|ed|ing|ful)?|profit\w*|"
    r"better|enhanc\w*|lift(?:s|ed|ing)?|uplift|advantage\w*|useful|positive\w*|adds?|added|adding|plus|"
    r"higher|highest|rise[sn]?|rising|rose|grows?|grown|grew|growth|climb\w*|soar\w*|surg\w*|jump\w*|elevat\w*|up|ahead|above|"
    + BEATS
    + r"\w*|"
    r"bolster\w*|amplif\w*|propel\w*|spur(?:s|red)?|upgrad\w*|uptick|upswing|flourish\w*|thriv\w*|prosper\w*"
    r"|winners?|beneficiar\w*|rewarded|aid(?:s|ed|ing)?|foster\w*|fares? well|fared well|swell\w*|"
    r"pays? off|strengthen\w*|progress|win(?:s|ning)?|won|leads?|lead|worth|yields?|brings?|contribut\w*|deliver\w*)\b"
    r"|[↑▲⬆]",
)
_WEAK_UP = re.compile(
    r"^(?:adds?|added|adding|plus|up|ahead|above|worth|yields?|brings?|contribut\w*|deliver\w*|leads?|lead|higher|highest|win\w*|won)$",
    re.IGNORECASE,
)
_DOWN = AnyCase(
    r"\b(?:decreas\w*|drop(?:s|ped|ping)?|los(?:e|es|ing|t)|loss(?:es)?(?! functions?)|declin\w*|hurt(?:s|ing)?"
    r"|harm\w*|degrad\w*|wors(?:e|en|ens|ened|ening|t)|"
    r"lower(?:s|ed|ing)?(?!-?resource)|reduc\w*|f[ae]ll(?:s|en|ing)?|shr[iau]nk\w*|deteriorat\w*|damag\w*|impair\w*|suffer\w*|costs?|penalt\w*|"
    r"detriment\w*|inferior|down(?!-?stream)|behind|setback|diminish\w*|negative\w*|counterproductive|weaken\w*|minus|s[iau]nk(?:s|ing)?|tumbl\w*|plummet\w*|slump\w*|slip(?:s|ped)?|dip(?:s|ped)?|erod\w*|deficit|regress(?:es|ed|ion)?|shed(?:s|ding)?|"
    r"(?:tak(?:es?|en|ing)|took|knock\w*|shav\w*|slic\w*|strip\w*|chop\w*|wip\w+)\b(?:[^.;]|\.\d){0,40}\b(?:off|away|out)"
    r"|tak(?:es?|ing) \d[\d.]*\+? ?(?:\w+ ){0,2}from"
    r"|losers?|victims?|casualt\w*|sap(?:s|ped|ping)?|dent(?:s|ed)?|depress(?:es|ed)?|curtail\w*|trim(?:s|med)?"
    r"|slash\w*|compromis\w*|spoil\w*|sabotag\w*|crippl\w*|wreck\w*|blunt(?:s|ed)?|stunt(?:s|ed)?|plung\w*"
    r"|nosediv\w*|dwindl\w*|reced\w*|forfeit\w*|sacrific\w*|collaps\w*|crash(?:es|ed)|handicap\w*|downturn"
    r"|rob(?:s|bed|bing)?|depriv\w*|poorer|shortfall|setbacks?|hamper\w*|hinder\w*|undermin\w*|backfir\w*"
    r"|" + TRAILS + r"\w*|eras\w+|subtract\w*|cut(?:s|ting)?)\b|[↓▼⬇]",
)
_NEGATORS = re.compile(
    r"\b(?:not|no|never|none|neither|nor|hardly|barely|scarcely|cannot|fail(?:s|ed)?|lacks?|lacking|absent|nothing|little|few|"
    r"without|rarely|seldom)\b|n[’']t\b",
    re.IGNORECASE,
)
_HARMLESS = AnyCase(
    r"\bthan without\b|\bwith (?:and|or) without\b|\bwith and \w+ without\b|\b(?:not|never|hardly) exceed\w*\b"
    r"|\bno (?:higher|greater|larger|smaller|lower) than\b(?= [\d])"
    r"|\bnot only\b|\bno(?:t)? (?:less|fewer|more|other)\b|\b(?:with|to|over|than|from|of|against|using|has"
    r"|had) no\b(?: [\w-]+){1,3}|"
    r"\bno intermediate(?:-task)? training baseline\b|\bwithout (?:any |the |its )?(?:(?:\w+ )?retrieval"
    r"|intermediate\S*|translat\S*|target\S*"
    r"|labell?ed|training|exception)(?: [\w-]+){0,2}|"
    r"\bno matter\b|\bnon-\w+|\bno-\w+|\b(?:un)?like (?:for |on )?[\w-]+|\brather than [\w-]+|\binstead of [\w-]+",
)
_NO_EFFECT = AnyCase(
    r"\b(?:no|little|hardly any|without(?: any)?) (?:\w+ )?(?:effect|impact|difference|influence|change)\b|\b(?:un"
    r"|not )affected\b|\bunchanged\b|\b(?:not |un)improved\b|"
    r"\bleav(?:es?|ing) [\w-]+ (?:exactly |just )?(?:where|as) it (?:was|is|stood)\b|\b(?:unaltered|untouched)\b|"
    r"\b(?:does|do|did)(?:n[’']t| not) (?:matter|change|affect|influence)\b|\bstagnat\w*",
)
_NOT_ALL = re.compile(r"\bnot (?:all|every|each|always|necessarily|any longer)\b", re.IGNORECASE)
_ALMOST = r"(?<!almost )(?<!nearly )(?<!virtually )(?<!practically )(?<!not )(?<!of )"
_NOUNS = (
    r"(?:languages?|tasks?|targets?|models?|encoders?|transformers?|benchmarks?|datasets?|metrics?|language pairs?)"
)
_UNIVERSAL = AnyCase(
    rf"\b{_ALMOST}(?:all|each|every|any)(?: one)?(?: of)?(?: the| its| their| these| those)?"
    rf"(?: (?!and\b|but\b|by\b|with\b|from\b|on\b)[\w’'-]+){{0,4}}? (?P<noun>{_NOUNS})\b"
    r"|\b(?:(?:regardless|irrespective|independent(?:ly)?) of|whatever|whichever|no matter (?:which|what))"
    r" (?:the )?(?:\w+ )?(?P<of>language|task|target|model"
    r"|encoder)s?\b"
    r"|\b(?P<flat>without exception|across the board|universally|in all cases|in every case|every single time"
    r"|everywhere)\b",
)
_AVERAGED = re.compile(r"\b(?:averag\w*|means?|macro-?|overall|in total|pooled|aggregat\w*)\b", re.IGNORECASE)
_INTERMEDIATE = re.compile(
    r"\bintermediate\b|(?<!X-)\bSTILTs?\b|\bpre-?finetun\w*|\bpre-?fine-?tun\w*|\bin between\b|\bbeforehand\b",
    re.IGNORECASE,
)
_MODIFIED = AnyCase(
    r"\b(?:adapters?|distil\w*|student|few-shot|one-shot|\d+-shot|k-shot|re-?runs?|re-?ran|reproduc\w*|replicat\w*|re-?implement\w*|our|ours|we|in-house|"
    r"prompt\w*|contrastive|augment\w*|prun\w*|quanti[sz]\w*|ensembl\w*|code-switch\w*|code-mix\w*|pseudo-label\w*|self-train\w*|lora|"
    r"fine-tuned (?:with|by)|retrain\w*|compress\w*|continued? (?:pre-?train|mlm)\w*|further pre-?train\w*"
    r"|pre-?trained on (?![^,;.]{0,40}\blanguages\b|CommonCrawl|Common Crawl|CC-?100|Wikipedia|\d)"
    r"|domain-adapt\w*|for \w+ (?:epochs|steps)|"
    r"vocabulary (?:extension|expansion)|extended|modified|variant|"
    r"own (?!(?:paper|repository|readme|report|table|abstract|figures|authors|tables|github)\b)"
    r"|hybrid|combined with|plus|additional|extra"
    r"|auxiliary|"
    r"target(?:-language)? examples|labell?ed examples|translated data|parallel data|proposed|style|-like|noisy"
    r"|perturbed|adversarial|"
    r"of the (?:training|labell?ed|fine-tuning|target) (?:data|examples|set)|fraction of"
    r"|(?:with|using|from|for) (?:only |just )?[\d.,]+\s?k? (?:[\w-]+ ){0,2}"
    r"(?:examples|sentences|labels|instances|samples|shots|pairs|hours|epochs|steps)|"
    r"subset|sample of|half of|reduced|smaller version|after)\b",
)
_OTHER_FIELD = AnyCase(
    r"\b(?:speech|spoken|audio|acoustic|phonemes?|ASR|word error|images?|vision|visual\w*|videos?|clinical|biomedical"
    r"|medical|patients?|legal|hate|toxicity|sentiment|emotion|sarcasm|summari[sz]\w+|dialog(?:ue)?s?|chatbots?|BLEU|chrF"
    r"|COMET|ROUGE|recommend\w+|temperatures?|insurance|inflation|policy rate|proteins?|molecul\w+|text-to-SQL"
    r"|tabular|semantic parsing|code generation|programming|arithmetic|math(?:ematical)? reasoning|crops?|rainfall"
    r"|stock|genomic\w*|social reasoning)\b"
    r"|\b(?:QA|NER|POS|NLI|parsing|tagging|retrieval|ranking|generation|detection|recognition) "
    r"(?:models?|systems?|pipelines?)\b",
)
SYSTEM = "§"  # stands for the name of a system
_TREATED = re.compile(
    rf"\b(?:rais|improv|lift|boost|help|increas|bring|push|enhanc|reduc|lower|drop|tak"
    rf"|turn)\w*\b[^§]*(?<!over )(?<!upon )(?<!beyond )(?<!than )(?<!above )(?<!\()(?<!from )(?<!to )(?<!with )"
    rf"(?<!\d for )(?<!\d with )(?<!against )(?<!versus )(?<!vs )(?<!vs\. ){SYSTEM}"
    rf"|\b(?!accuracy|f1|em|match|scores?|results?|averages?|performance|numbers?|values?|figures?|mean|means|that"
    rf"|those|of|ahead|front|instead|because|out|behind|case|version|short|shy|favou?r|advantage|benefit|expense|side"
    rf"|edge|lead|gap|margin|level|mark|superiority|inferiority|heels|choice|use|evaluation|ability|quality"
    rf"|authors?|paper|creators|developers|report|abstract|publication|rival|successor|predecessor)"
    rf"\w+ of (?:the |an? )?{SYSTEM}"
    rf"|\bbased on {SYSTEM}|{SYSTEM}-?\s?(?:based|style|like|derived|initiali[sz]ed)\b|\btranslat(?:ing|ion|ions)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"\b(?:with|using|via|through|plus|given|under)\s+(?:an?\s+|the\s+|its\s+)?(?P<what>[A-Za-z][\w-]*)")
_NEUTRAL_WITH = frozenset(
    "average averaged mean accuracy score scores f1 em exact result results only just about around roughly over some "
    "more less "
    "translate-train translate zero-shot zero cross-lingual english full large base parameters macro overall value "
    "values "
    "precision recall respect no of multilingual respectively test dev standard same "
    "performance figure a an in on at by to almost nearly".split()
)
_CAPITAL = re.compile(r"(?<![\w.-])[A-Za-z][\w’'.+-]*[\w+]|(?<![\w.-])[A-Z](?![\w.])")
_SENTENCE_START = re.compile(r"[.:;!?]\s+$")
_AUTHORS = re.compile(
    r"\b[A-Z][\w’'-]+(?:\s+(?:and|&)\s+[A-Z][\w’'-]+|\s+et\s+al\.?|\s+and\s+(?:colleagues|co-authors|coworkers)|\s+et\s+al\.?)(?:’s|'s)?"
)
_ALL_TASKS = (
    r"(?:all|the) (?:of (?:the|its|their) )?(?:nine |9 )?(?:(?!target|evaluation|XTREME)\w+ )?"
    r"(?:intermediate(?:[- ]training)? )?tasks"
)
_TOGETHER = (
    r"(?:mix\w*|joint\w*|combin\w*|together|simultaneous\w*|at once|concurrent\w*|pool\w*|"
    r"at the same time|in one (?:model|go|run|pass|mix\w*)|all at once|side by side)"
)
_MULTI_TASK = AnyCase(
    rf"\b{_TOGETHER}\b.*?\b{_ALL_TASKS}|\b{_ALL_TASKS}\b.*?\b{_TOGETHER}\b|"
    r"\b(?:train\w*|fine-?tun\w*)(?: \w+)? on all (?:of (?:the|its|their) )?(?:nine|9)\b",
)
_BEST = (
    r"(?:best|strongest|top|own intermediate|individual\w* intermediate|tailored|matched|"
    r"intermediate (?:training )?task (?:that|which) (?:best )?(?:suits|fits|helps|serves|works)|"
    r"optimal|ideal|most suitable|most helpful|suit\w*(?: it)? best"
    r"|choice|most (?:useful|beneficial|effective|productive|profitable)|winning|favou?rite"
    r"|help\w*(?: it)? (?:the )?most|chosen|choos\w+|"
    r"select\w*|pick\w*)"
)
_PER_TARGET = (
    r"(?:(?:per|(?:for|on|to) (?:each|every|any)|each|every)[- ](?:single |individual |XTREME )?(?:target|task)"
    r"|(?:every|each) target(?: task)? (?:gets|has|is given|receives|takes|uses)"
    r"|target tasks?\b.*\bfor each(?: one)? of (?:them|these|those))"
)
_BEST_PER_TARGET = AnyCase(
    rf"\bbest[- ]per[- ](?:target|task)\b|\b{_BEST}\b.*\b{_PER_TARGET}|\b{_PER_TARGET}\b.*\b{_BEST}\b",
    re.DOTALL,
)
KNOWN_WORDS = frozenset(
    "nlp nli ner qa pos mlm em f1 nlu lm sota gpu gpus tpu tpus aacl acl ijcnlp emnlp naacl eacl coling arxiv i a ai "
    "ud usa uk eu pdf "
    "english transformer transformers wikipedia commoncrawl google deepmind facebook meta microsoft huggingface "
    "stanford nyu "
    "phang conneau hu artetxe chung devlin calixto yeres lewis clark liu xtreme-leaderboard imagenet- january "
    "february march april "
    "may june july august september october november december table section figure appendix the this these in on by "
    "with for "
    "training development test dev task tasks language languages zero-shot cross-lingual multi-task multitask "
    "intermediate "
    "intermediate-task pre-training pretraining fine-tuning finetuning transfer average accuracy exact match wiki "
    "ablation "
    "abstract introduction results question answering reading comprehension natural inference named entity "
    "recognition part-of-speech "
    "sentence retrieval commonsense multilingual bert-based xlm-r-based de en fr ar bg el es hi ru sw th tr ur vi zh "
    "ja ko conll "
    "no yes stilts stilt x-stilts x-stilt leaderboard bible web google’s google's facebook’s facebook's microsoft’s "
    "microsoft's".split()
)


@lru_cache(maxsize=1 << 12)
def other_field(text: str) -> str:
    """The word that puts the sentence into another field than cross-lingual transfer of text encoders; "" for none."""
    match = _OTHER_FIELD.search(text)
    return match.group() if match else ""


def hedge_of(text: str, end: int | None = None) -> str:
    """The first word that makes the sentence less than an assertion, such as "unlikely" or "may"; "" for none.

    Args:
        end: only words that begin before it count.
    """
    found = _hedges(text)
    return found[0][1] if found and (end is None or found[0][0] < end) else ""


@lru_cache(maxsize=1 << 12)
def _hedges(text: str) -> tuple[tuple[int, str], ...]:
    """Where the first hedge stands, and its word."""
    text = text.replace("–", "-")
    match = _HEDGES.search(_MONTH_MAY.sub(lambda month: "_" * len(month.group()), text))
    return ((match.start(), match.group().casefold()),) if match else ()


@lru_cache(maxsize=1 << 12)
def restriction_of(text: str, known: frozenset[str] = frozenset()) -> str:
    """What narrows the assertion, such as "only in English"; "" for none.

    Args:
        known: names, in lower case, of tasks that may stand there without narrowing anything.
    """
    for match in _RESTRICTION.finditer(text):
        named = (match["first"] or match["second"] or "").casefold()
        if named not in known:
            return match.group()
    return ""


@lru_cache(maxsize=1 << 15)
def direction_of(text: str) -> int:
    """1 where its words speak of a gain alone, -1 of a loss alone, else 0; negations are not looked at."""
    ups = [match.group() for match in _UP.finditer(text)]
    downs = bool(_DOWN.search(text))
    if downs and any(not _WEAK_UP.match(word) for word in ups):
        return 0
    return -1 if downs else 1 if ups else 0


@lru_cache(maxsize=1 << 12)
def is_denied(text: str) -> bool:
    """Whether a negation, other than one that names the baseline ("without intermediate training"), stands in it."""
    return len(_NEGATORS.findall(_HARMLESS.sub(" ", NO_TRANSLATION.sub(" ", text)))) % 2 == 1


@lru_cache(maxsize=1 << 15)
def effect_of(text: str) -> int | None:
    """What the sentence says of an effect: 1 gain, 0 none, -1 loss; None where it says nothing, or both.

    "does not hurt" says nothing of a gain and is None.
    """
    if _NOT_ALL.search(text):
        return None
    if _NO_EFFECT.search(text):
        return 0
    direction = direction_of(text)
    if direction == 0:
        return None
    if is_denied(text):
        return 0 if direction > 0 else None
    return direction


@lru_cache(maxsize=1 << 12)
def universal_of(text: str) -> str:
    """The noun that the sentence claims all of ("language", ...), "anything" for "without exception"; else ""."""
    match = _UNIVERSAL.search(text)
    if match is None:
        return ""
    noun = match["noun"] or match["of"]
    return re.sub(r"s$", "", noun.casefold()) if noun else "anything"


@lru_cache(maxsize=1 << 12)
def universal_words(text: str) -> str:
    """The words of `universal_of`."""
    match = _UNIVERSAL.search(text)
    return match.group() if match else ""


@lru_cache(maxsize=1 << 12)
def universals(text: str) -> tuple[tuple[str, str], ...]:
    """Every noun that the sentence claims all of, with its words; see `universal_of`."""
    found = [(match["noun"] or match["of"] or "", match.group()) for match in _UNIVERSAL.finditer(text)]
    return tuple((re.sub(r"s$", "", noun.casefold()) or "anything", words) for noun, words in found)


_ONE_BY_ONE = re.compile(
    rf"\b(?:(?:in|for) {_ALMOST}all|{_ALMOST}(?:each|every|any)(?: (?:single|one))?)(?: of)?(?: the| its| these)?"
    r"(?: (?!and\b|but\b|by\b|with\b|from\b|on\b)[\w’'-]+){0,3}? languages?\b|\blanguage by language\b"
    r"|\b(?:whatever|whichever|regardless of|irrespective of|no matter (?:which|what)) (?:the )?(?:\w+ )?languages?\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 12)
def one_by_one(text: str) -> str:
    """Words that claim something of each language by itself, such as "in every language"; "" for none."""
    match = _ONE_BY_ONE.search(text)
    return match.group() if match and not is_averaged(text) and not is_denied(text) else ""


@lru_cache(maxsize=1 << 12)
def is_averaged(text: str) -> bool:
    """Whether it speaks of an average."""
    return _AVERAGED.search(text) is not None


@lru_cache(maxsize=1 << 12)
def is_intermediate(text: str) -> bool:
    """Whether it speaks of intermediate training."""
    return _INTERMEDIATE.search(text) is not None


NO_TRANSLATION = re.compile(
    r"\b(?:without|no|rather than|instead of|not)(?: (?:any|using|on|the))* (?:machine[- ])?translat\w+"
    r"(?: (?:training|train))?(?: (?:data|sets?|examples))?",
    re.IGNORECASE,
)
TRANSLATIONS = re.compile(
    r"\b(?:with|us(?:es?|ing)|use of|on|via|through|leverag\w+|exploit\w*|employ\w*)"
    r"(?: (?:the|of|their|its|additional))*"
    r" (?:machine[- ])?translations?\b",
    re.IGNORECASE,
)
_SETTING = re.compile(
    rf"{NO_TRANSLATION.pattern}|{TRANSLATIONS.pattern}"
    r"|\bwithout [\w-]+(?: (?:data|training|examples))?|\btranslate-\w+(?:-all)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 12)
def modifier_of(text: str) -> str:
    """The word that makes a system another one than its name says ("with adapters", "our rerun"); "" for none."""
    text = _SETTING.sub(" zero-shot ", text)
    match = _MODIFIED.search(text) or _TREATED.search(text)
    if match:
        return match.group()
    for match in _WITH.finditer(text):
        word = match["what"].casefold()
        if word not in _NEUTRAL_WITH and word not in KNOWN_WORDS and not word[:1].isdigit():
            return match.group()
    return ""


def unknown_names(text: str, free: frozenset[str]) -> tuple[str, ...]:
    """Names of systems, benchmarks and the like that nothing here knows, in order.

    A word is a name where it has a capital letter or digit behind its first character, or a capital letter in front and
    does not begin a sentence. Authors ("Chung et al.") are none. In a title, where most words have capitals, only words
    with capitals behind the first character count.

    Args:
        free: bases of the sentence's words that belong to no known name.
    """
    plain = _AUTHORS.sub(lambda match: " " * len(match.group()), text)
    words = list(_CAPITAL.finditer(plain))
    long_words = [match.group() for match in words if len(match.group()) > 3]
    is_title = len(long_words) > 3 and sum(word[0].isupper() for word in long_words) > 0.7 * len(long_words)
    found, first = [], next((match.start() for match in re.finditer(r"\w", plain)), 0)
    for match in words:
        word, named, inner = _as_name(match.group())
        if not named:
            continue
        before = plain[max(0, match.start() - 8) : match.start()]
        starts = match.start() <= first or _SENTENCE_START.search(before) is not None
        if not inner and (starts or is_title):
            continue
        if all(part.casefold() in KNOWN_WORDS or not _bases(part) & free for part in named):
            continue
        found.append(word)
    return tuple(found)


@lru_cache(maxsize=1 << 13)
def _as_name(word: str) -> tuple[str, tuple[str, ...], bool]:
    """The word without a genitive, its parts that may be names, and whether one has a capital or a digit within.

    No parts: it is known, or in small letters.
    """
    word = re.sub(r"[’']s$", "", word)
    if word.islower() or not any(character.isupper() for character in word) or word.casefold() in KNOWN_WORDS:
        return word, (), False
    parts = [part for part in re.split(r"[-’'.]", word) if part]
    inner = any(any(character.isupper() or character.isdigit() for character in part[1:]) for part in parts)
    return word, tuple(part for part in parts if not part.islower() and not part.isdigit()), inner


@lru_cache(maxsize=1 << 12)
def is_best_per_target(text: str) -> bool:
    """Whether it speaks of choosing the best of several for each target task."""
    return _BEST_PER_TARGET.search(text) is not None


@lru_cache(maxsize=1 << 12)
def is_multi_task(text: str) -> bool:
    """Whether it speaks of training on all tasks together, in other words than "multi-task"."""
    return _MULTI_TASK.search(text) is not None


def _bases(word: str) -> frozenset[str]:
    return frozenset(token.base for token in tokens_of(word))


_PART_OF_TASKS = AnyCase(
    r"\b(?:retrieval|question[- ]answering|QA|classification|structured[- ]prediction|tagging|sentence[- ]pair|NER"
    r"|POS|reading[- ]comprehension) (?:target )?tasks?\b"
    r"|\b(?:single|individual|hardest|easiest|best) target task\b"
    r"|\b(?:on|for|in) (?:a|one|the|its) (?:single|individual|hardest|easiest|best) task\b",
)
_PART_OF_LANGUAGES = AnyCase(
    r"\b(?:low-?resourced?|high-?resourced?|under-?represented|unseen|distant|related|African|Asian|European|Indic|Romance|Germanic|Slavic|non-Latin|Latin-script|"
    r"non-English|several|some|few|many|most|certain) (?:target )?languages?\b"
    r"|(?<!of the )(?<!all )(?<!hundred )(?<!\d )\blanguages? "
    r"(?:with|without|that|whose|which|where|written|using|outside"
    r"|closer|closest|far)\b",
)
_KNOWN_AUTHORS = frozenset({"phang", "conneau", "hu", "calixto", "liu", "bowman"})
_CITED = re.compile(
    r"\b([A-Z][\w’'-]+)(?:,? et al\b|\s+(?:and|&)\s+[A-Z][\w’'-]+,?\s*\(?(?:19|20)\d\d|,\s*(?:19|20)\d\d|\s+\((?:19"
    r"|20)\d\d\))"
)


@lru_cache(maxsize=1 << 12)
def part_of_scope(text: str) -> str:
    """The group of tasks or languages that the sentence is confined to ("retrieval tasks"); "" for none."""
    match = _PART_OF_TASKS.search(text)
    return match.group() if match else part_of_languages(text)


@lru_cache(maxsize=1 << 12)
def part_of_languages(text: str) -> str:
    """The group of languages that the sentence is confined to ("low-resource languages"); "" for none."""
    match = _PART_OF_LANGUAGES.search(text)
    return match.group() if match else ""


def other_authors(text: str) -> tuple[str, ...]:
    """Surnames that are cited and belong to no author of the papers that the registered claims are about."""
    return tuple(name for name in _CITED.findall(text) if name.casefold() not in _KNOWN_AUTHORS)
