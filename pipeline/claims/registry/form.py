"""The form of a claims file: what an entry may hold, and what a claim of each kind is judged by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from pipeline.domain.claim import (
    Aggregation,
    ClaimKind,
    Comparator,
    Counted,
    LanguageRule,
    Metric,
    OverSeeds,
    SplitRule,
)
from pipeline.domain.regime import RegimeKind

_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
_Regime = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.+-]*$")]
_Text = Annotated[str, Field(min_length=1)]


_POINTS, _PERCENT = "points", "percent"
SCORE = "score"  # unit of a level whose metric is in no percent: BLEU, TER
_METRIC = r"[a-z0-9][a-z0-9_]{0,63}"
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
BY_SYSTEMS = (ClaimKind.COMPARISON, ClaimKind.LEVEL)
_COMPARATORS = {  # kinds whose meaning fixes the comparator
    ClaimKind.PRESENCE: (Comparator.ABOVE,),
    ClaimKind.ORDERING: (Comparator.ABOVE,),
    ClaimKind.ABSENCE: (Comparator.AT_MOST, Comparator.EQUALS),
}
_UNITS = {Counted.REGIMES: "intermediate_tasks", Counted.TASKS: "target_tasks"}


def _folded(text: object) -> object:
    """Papers write "F1" and "EM"."""
    return text.lower() if isinstance(text, str) else text


class _Figures(BaseModel):
    """Published figures that bear on a claim of structure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    of: list[_Text] = []
    differs: str = ""
    encoder: str = ""
    row: str = ""
    table: str = ""


class SystemForm(BaseModel):
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


class Entry(BaseModel):
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
    metric: Annotated[str, BeforeValidator(_folded)] = Metric.TASK_SCORE.value
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
    system: SystemForm | None = None
    against: list[SystemForm] = []
    printed: _Printed | None = None
    figures: list[_Figures] = []
    statement_sql: str = ""
    sql_encoder: str = ""
    sql_benchmark: str = ""
    wordings: list[_Wording] = []

    @field_validator("metric")
    @classmethod
    def _is_metric(cls, metric: str, info: ValidationInfo) -> str:
        """Refuse what is no metric; of a system's scores it may be one that the file of a benchmark names."""
        is_named = info.data.get("kind") in BY_SYSTEMS and re.fullmatch(_METRIC, metric, re.ASCII)
        if metric not in set(Metric) and not is_named:
            raise ValueError("no metric of a task")
        return metric

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Entry:
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
        is_sql, is_of_systems, is_of_regimes = kind is ClaimKind.SQL, kind in BY_SYSTEMS, kind in _BY_REGIMES
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
        if self.kind is ClaimKind.LEVEL and self.unit == SCORE:
            return SCORE  # of a described benchmark's metric; refused later on for a task that is scored in percent
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


class ClaimsForm(BaseModel):
    """One claims file: a paper in one version, and what it claims."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paper: _Name
    paper_title: _Text
    source_version: _Text
    source_url: _Text
    claims: Annotated[list[Entry], Field(min_length=1)]
