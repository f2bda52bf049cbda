"""Claims files (data/claims/<paper>.yaml) read into typed claims."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from pipeline.claims.registry.yaml_file import YamlFile, read_yaml
from pipeline.domain.claim import (
    Aggregation,
    Claim,
    ClaimKind,
    Comparator,
    Counted,
    FigureQuery,
    LanguageRule,
    Metric,
    OverSeeds,
    PrintedFigure,
    SplitRule,
    System,
    Wording,
)
from pipeline.domain.errors import ClaimError, unknown_name
from pipeline.domain.regime import MLM_SUFFIX, MULTI_TASK_KEY, TRANSLATED_SUFFIX, RegimeKind
from pipeline.store.home import CLAIMS

_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
_Regime = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.+-]*$")]
_Text = Annotated[str, Field(min_length=1)]


_POINTS, _PERCENT = "points", "percent"
_OF_SCORES = frozenset({"tasks", "languages", "only_languages", "metric", "split", "aggregation", "over_seeds"})
_OF_REGIMES = _OF_SCORES | {"regimes", "baseline", "intermediate_tasks", "scope_encoder", "scope_encoder_aliases"}
_OF_SYSTEMS = (_OF_SCORES - {"intermediate_tasks"}) | {"system", "printed", "own_sources", "other_versions"}
# what judges a claim of each kind; every other field that an entry gives is refused, since nothing would read it
JUDGED_BY: Mapping[ClaimKind, frozenset[str]] = {
    ClaimKind.GAIN: _OF_REGIMES | {"own_sources", "other_versions"},
    ClaimKind.BEST_OF_GAIN: (_OF_REGIMES - {"intermediate_tasks"}) | {"own_sources", "other_versions"},
    ClaimKind.PRESENCE: _OF_REGIMES,
    ClaimKind.ABSENCE: _OF_REGIMES,
    ClaimKind.ORDERING: (_OF_REGIMES - {"baseline"}) | {"rivals"},
    ClaimKind.CONSISTENCY: _OF_REGIMES | {"counted"},
    ClaimKind.COMPARISON: _OF_SYSTEMS | {"against"},
    ClaimKind.LEVEL: _OF_SYSTEMS,
    ClaimKind.STRUCTURE: frozenset({"figures", "own_sources"}),
    ClaimKind.SQL: frozenset(
        {"statement_sql", "sql_encoder", "sql_benchmark", "scope_encoder", "scope_encoder_aliases"}
    ),
}
FOR_ALL = frozenset({"kind", "comparator", "value", "tolerance", "unit", "scope_benchmark"})  # judged in every kind
# shown with the verdict, or read by the audit of reports (scope_encoder of a structure too); they decide no verdict
SHOWN = frozenset(
    {"claim_id", "locator", "statement", "source_version", "notes", "wordings", "headline", "earlier_versions"}
)
_SHOWN_OF = {ClaimKind.STRUCTURE: frozenset({"scope_encoder", "scope_encoder_aliases"})}
_BY_REGIMES = frozenset(kind for kind, fields in JUDGED_BY.items() if "regimes" in fields)
_BY_SYSTEMS = (ClaimKind.COMPARISON, ClaimKind.LEVEL)
_COMPARATORS = {  # kinds whose meaning fixes the comparator
    ClaimKind.PRESENCE: (Comparator.ABOVE,),
    ClaimKind.ORDERING: (Comparator.ABOVE,),
    ClaimKind.ABSENCE: (Comparator.AT_MOST, Comparator.EQUALS),
}
_UNITS = {Counted.REGIMES: "intermediate_tasks", Counted.TASKS: "target_tasks"}


def _folded(text: object) -> object:
    """Papers write "F1" and "EM"."""
    return text.lower() if isinstance(text, str) else text


_FOR_PAGES = ("headline", "earlier_versions")  # no verdict rests on them; pages read them from `definition`


class _Figures(BaseModel):
    """Published figures that bear on a claim of structure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    of: list[_Text] = []
    differs: str = ""
    encoder: str = ""
    row: str = ""
    table: str = ""


class _System(BaseModel):
    """One side of a comparison."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: _Text
    regime: _Regime = RegimeKind.NONE.value
    row: str = ""
    setting: str = ""
    table: str = ""
    aliases: list[_Text] = []


class _Printed(BaseModel):
    """A printed figure that is no score on a registered task."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: _Text
    metric: _Text


class _Earlier(BaseModel):
    """Where another version of the source prints the claim: a row of data/reference/reported_scores.csv."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: _Name
    row: _Text
    version: _Text


class _Wording(BaseModel):
    """How reports put a claim that is no gain."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subjects: list[_Name] = []
    words: list[_Text] = []
    quantity: _Name | None = None
    is_negated: bool = False


class _Entry(BaseModel):
    """One claim as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim_id: _Name
    locator: _Text
    statement: _Text
    kind: ClaimKind
    source_version: str = ""
    regimes: list[_Regime] = []
    baseline: _Regime = RegimeKind.NONE.value
    tasks: list[_Name] = []
    languages: LanguageRule = LanguageRule.ALL
    only_languages: list[_Name] = []
    metric: Annotated[Metric, BeforeValidator(_folded)] = Metric.TASK_SCORE
    split: SplitRule = SplitRule.NONE
    aggregation: Aggregation = Aggregation.MEAN_OVER_TASKS
    over_seeds: OverSeeds = OverSeeds.MEAN
    comparator: Comparator
    value: Annotated[StrictStr, Field(pattern=r"^-?\d+(\.\d+)?$")]
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    unit: _Name
    scope_encoder: str = ""
    scope_encoder_aliases: list[_Text] = []
    scope_benchmark: _Text
    own_sources: list[_Name] = []
    other_versions: list[_Name] = []
    notes: list[_Text] = []
    headline: Annotated[str, Field(pattern=r"^(\S+( \S+){0,9})?$", max_length=80)] = ""
    earlier_versions: list[_Earlier] = []
    rivals: list[_Regime] = []
    intermediate_tasks: list[_Name] = []
    counted: Counted | None = None
    system: _System | None = None
    against: list[_System] = []
    printed: _Printed | None = None
    figures: list[_Figures] = []
    statement_sql: str = ""
    sql_encoder: str = ""
    sql_benchmark: str = ""
    wordings: list[_Wording] = []

    @model_validator(mode="after")
    def _fits_its_kind(self) -> _Entry:
        """Refuse an entry that lacks what its kind is judged by, or holds what nothing would read."""
        faults = [*self._unread(), *(fault for is_fault, fault in self._checks() if is_fault)]
        if faults:
            raise ValueError(f"{self.claim_id} ({self.kind.value}): {'; '.join(faults)}")
        return self

    def _unread(self) -> list[str]:
        """Fields that are given though a claim of this kind is judged without them."""
        read = JUDGED_BY[self.kind] | FOR_ALL | SHOWN | _SHOWN_OF.get(self.kind, frozenset())
        return [f"{name} is read by no claim of kind {self.kind.value}; take it out" for name in self._given() - read]

    def _given(self) -> set[str]:
        return {name for name in self.model_fields_set if getattr(self, name) != type(self).model_fields[name].default}

    def _checks(self) -> list[tuple[bool, str]]:
        kind, allowed = self.kind, _COMPARATORS.get(self.kind)
        is_sql, is_of_systems, is_of_regimes = kind is ClaimKind.SQL, kind in _BY_SYSTEMS, kind in _BY_REGIMES
        needs_scores = is_of_regimes or (is_of_systems and self.printed is None)
        pairs = len(self.regimes) in (1, len(self.rivals))
        none = RegimeKind.NONE.value
        return [
            (is_of_regimes and not self.regimes, "regimes are needed"),
            (none in self.regimes, f"regimes hold {none!r}, the baseline itself, whose gain is nil"),
            (none in self.rivals, f"rivals hold {none!r}; against the baseline a claim is a presence"),
            (self.baseline in self.regimes, f"baseline {self.baseline!r} is among the regimes: no gain over itself"),
            (needs_scores and not self.tasks, "tasks are needed"),
            (bool(self._twice()), f"named twice: {', '.join(self._twice())}"),
            (bool(set(self.regimes) & set(self.rivals)), "a regime is among its own rivals"),
            ((is_of_regimes or is_of_systems) and not self.split, "a split is needed: dev, test or dev_else_test"),
            (
                bool(self.only_languages) and self.languages is not LanguageRule.ALL,
                "languages and only_languages are two rules; give one",
            ),
            ((kind is ClaimKind.ORDERING) != bool(self.rivals), "rivals belong to an ordering, and to no other kind"),
            (bool(self.rivals) and not pairs, "give one rival for each regime, or one regime with all its rivals"),
            ((kind is ClaimKind.CONSISTENCY) != bool(self.counted), "counted belongs to a consistency, and only there"),
            (is_of_systems and self.system is None, "a system is needed"),
            (kind is ClaimKind.COMPARISON and not self.against, "against is needed: one system or more"),
            (self.system is not None and self.system in self.against, "the system is compared with itself"),
            (self.printed is not None and bool(self.tasks), "tasks and printed are two questions; give one"),
            (bool(self.figures) and kind is not ClaimKind.STRUCTURE, "figures belong to a structure"),
            (is_sql != bool(self.statement_sql), "statement_sql belongs to an sql claim, and only there"),
            (is_sql and not (self.sql_encoder and self.sql_benchmark), "sql_encoder and sql_benchmark are needed"),
            (not is_of_systems and not self.scope_encoder, "scope_encoder is needed"),
            (
                allowed is not None and self.comparator not in allowed,
                f"comparator {self.comparator.value} does not fit",
            ),
            (kind is ClaimKind.ABSENCE and not self.tolerance, "the margin of an absence is its tolerance, above 0"),
            (self._is_other_unit(), self._unit_fault()),
        ]

    def _twice(self) -> list[str]:
        """Names that one list of the entry holds twice; a mean or a count over them would count them twice."""
        lists = (self.tasks, self.only_languages, self.intermediate_tasks, self.rivals)
        regimes = [] if self.kind is ClaimKind.ORDERING else self.regimes  # one regime may face several rivals
        return [name for names in (*lists, regimes) for name, n in Counter(names).items() if n > 1]

    def _unit(self) -> str | None:
        """The one unit in which the kind is judged; None: any."""
        if self.counted is not None:
            return _UNITS[self.counted]
        if self.kind is ClaimKind.LEVEL:
            return _PERCENT
        return _POINTS if self.kind in _BY_REGIMES or self.kind is ClaimKind.COMPARISON else None

    def _is_other_unit(self) -> bool:
        return self._unit() not in (None, self.unit)

    def _unit_fault(self) -> str:
        relative = "; gains relative to the baseline are not judged" if self.unit == _PERCENT else ""
        return f"unit {self.unit!r} is not judged here, {self._unit()!r} is{relative}"


class _File(BaseModel):
    """One claims file: a paper in one version, and what it claims."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paper: _Name
    paper_title: _Text
    source_version: _Text
    source_url: _Text
    claims: Annotated[list[_Entry], Field(min_length=1)]


def load_claims(folder: Path = CLAIMS) -> tuple[Claim, ...]:
    """Every claim of every `*.yaml` in `folder`, in file-name and file order.

    Raises:
        ClaimError: a file is no YAML or breaks the form (all its faults at once, each with its place), or two
            claims share an id.
    """
    places: dict[str, Path] = {}
    claims: list[Claim] = []
    for path in sorted(folder.glob("*.yaml")):
        for claim in read_claims(path):
            if claim.claim_id in places:
                first = places[claim.claim_id]
                raise ClaimError(f"{path}: claim_id {claim.claim_id!r} is already in {first}; give it an id of its own")
            places[claim.claim_id] = path
            claims.append(claim)
    return tuple(claims)


def read_claims(path: Path) -> tuple[Claim, ...]:
    """The claims of one file, in file order.

    Raises:
        MissingDataError, DataFormatError: no such file, or none that is UTF-8 text of at most 1 MB.
        ClaimError: as `load_claims`, but for ids shared with other files.
    """
    read = read_yaml(path)
    try:
        file = _File.model_validate(read.content)
    except ValidationError as error:
        lines = [_fault(fault, read) for fault in error.errors()]
        raise ClaimError(f"{path}: {error.error_count()} fault(s) to fix\n" + "\n".join(lines)) from error
    counts = Counter(entry.claim_id for entry in file.claims)
    for number, entry in enumerate(file.claims):
        if counts[entry.claim_id] > 1:
            line = read.line_of(("claims", number, "claim_id"))
            found = f"claim_id {entry.claim_id!r} stands there {counts[entry.claim_id]} times"
            raise ClaimError(f"{path}, line {line}: {found}; give each claim an id of its own")
    return tuple(_claim(file, entry) for entry in file.claims)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What claims may ask of a target task."""

    metrics: Sequence[str]
    splits: Sequence[str]  # dev, test; those that the benchmark has


def check_names(
    path: Path,
    claims: Sequence[Claim],
    *,
    targets: Collection[str],
    intermediate: Collection[str],
    languages: Collection[str],
) -> None:
    """Refuse claims about tasks, regimes or languages that nothing here can have scores of.

    Args:
        path: of the claims file, for messages.
        targets: every registered target task.
        intermediate: every registered intermediate task.

    Raises:
        ClaimError: the first such name, with the nearest registered one.
    """
    regimes = {*intermediate, RegimeKind.NONE.value, MULTI_TASK_KEY}
    for claim in claims:
        systems = [side.regime for side in (claim.system, *claim.against) if side is not None]
        bases = [_base(regime) for regime in (*claim.regimes, *claim.rivals, claim.baseline, *systems)]
        for field, noun, names, known in (
            ("tasks", "target task", claim.tasks, targets),
            ("regimes, rivals, baseline or systems", "regime", bases, regimes),
            ("intermediate_tasks", "intermediate task", claim.intermediate_tasks, intermediate),
            ("only_languages", "language", claim.only_languages, languages),
        ):
            for name in names:
                if name not in known:
                    said = unknown_name(noun, name, known)
                    raise ClaimError(f"{path}: claim {claim.claim_id!r}, {field}: {said}")


def task_fault(claim: Claim, facts: Mapping[str, TaskFacts]) -> str:
    """What the claim asks of a task that the task does not have: its metric, a development set; "" for nothing."""
    own = {task: facts[task] for task in claim.tasks if task in facts}
    lacking = [task for task, fact in own.items() if claim.metric not in (Metric.TASK_SCORE, *fact.metrics)]
    if lacking:
        known = "; ".join(f"{task} {', '.join(own[task].metrics)}" for task in lacking)
        return f"metric {claim.metric.value!r}: the metrics of these tasks are others ({known}); or write task_score"
    without = [task for task, fact in own.items() if SplitRule.DEV not in fact.splits]
    if claim.split is SplitRule.DEV and without:
        return (
            f"split 'dev': XTREME has no development set of {', '.join(without)}; write dev_else_test for a claim on "
            "dev where there is one and on test elsewhere"
        )
    return ""


def _base(regime: str) -> str:
    return regime.removesuffix(MLM_SUFFIX).removesuffix(TRANSLATED_SUFFIX)


_PROSE = "; what is said in other words goes into notes"
_EXPECTED = {
    "value": 'expected a plain number in quotes, such as "8.2"',
    "claim_id": "expected small letters, digits and ._-",
    "tolerance": "expected a number of at least 0",
    "split": "expected dev, test or dev_else_test",
    "languages": f"expected all or all_but_english, or a list in only_languages{_PROSE}",
    "metric": f"expected task_score, accuracy, f1 or em{_PROSE}",
    "aggregation": f"expected mean_over_tasks, mean_over_languages or mean_over_families{_PROSE}",
    "over_seeds": "expected median or mean",
}


def _fault(fault: ErrorDetails, read: YamlFile) -> str:
    location = fault["loc"]
    said = f"  {'.'.join(map(str, location)) or 'file'}: {fault['msg']} (got {fault['input']!r:.80})"
    line, expected = read.line_of(location), _EXPECTED.get(str(location[-1])) if location else None
    return said + (f"; {expected}" if expected else "") + (f" [line {line}]" if line else "")


def rounding_interval(printed: str) -> tuple[Decimal, Decimal]:
    """All values that round to `printed`, both ends included: "8.2" -> 8.15 to 8.25, "8.20" -> 8.195 to 8.205."""
    value = Decimal(printed)
    half = half_unit(n_decimals(printed))
    return value - half, value + half


def n_decimals(printed: str) -> int:
    """Digits after the point."""
    return len(printed.partition(".")[2])


def half_unit(decimals: int) -> Decimal:
    """Half of the last printed place: 1 -> 0.05."""
    return Decimal(5).scaleb(-decimals - 1)


def accepted_rounding(
    kind: ClaimKind, printed: str, comparator: Comparator = Comparator.EQUALS
) -> tuple[Decimal, Decimal]:
    """What a printed value stands for: whatever rounds to it, or itself where it is a count or a bound."""
    is_bound = comparator is Comparator.ABOVE and kind in _BY_SYSTEMS
    if kind in _ROUNDED and not is_bound:
        return rounding_interval(printed)
    return Decimal(printed), Decimal(printed)


_ROUNDED = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN, ClaimKind.SQL, ClaimKind.COMPARISON, ClaimKind.LEVEL)
_LISTS = (
    "regimes",
    "tasks",
    "only_languages",
    "scope_encoder_aliases",
    "own_sources",
    "other_versions",
    "notes",
    "rivals",
    "intermediate_tasks",
)


def _claim(file: _File, entry: _Entry) -> Claim:
    low, high = accepted_rounding(entry.kind, entry.value, entry.comparator)
    nested = {"figures", "wordings", "system", "against", "printed", "source_version"}
    fields: dict[str, Any] = entry.model_dump(exclude={*_LISTS, *_FOR_PAGES, *nested})
    fields |= {name: tuple(getattr(entry, name)) for name in _LISTS}
    if entry.system is not None:
        fields |= {"scope_encoder": entry.system.encoder, "scope_encoder_aliases": tuple(entry.system.aliases)}
    return Claim(
        **fields,
        paper=file.paper,
        paper_title=file.paper_title,
        source_version=entry.source_version or file.source_version,
        source_url=file.source_url,
        value_low=float(low),
        value_high=float(high),
        definition=json.dumps(entry.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, sort_keys=True),
        figures=tuple(
            FigureQuery(row.query, tuple(row.of), row.differs, row.encoder, row.row, row.table) for row in entry.figures
        ),
        wordings=tuple(
            Wording(tuple(row.subjects), tuple(row.words), row.quantity, row.is_negated) for row in entry.wordings
        ),
        system=None if entry.system is None else _side(entry.system),
        against=tuple(_side(side) for side in entry.against),
        printed=None if entry.printed is None else PrintedFigure(entry.printed.task, entry.printed.metric),
    )


def _side(side: _System) -> System:
    return System(side.encoder, side.regime, side.row, side.setting, side.table, tuple(side.aliases))
