"""Claims files (data/claims/<paper>.yaml) read into typed claims."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from pipeline.claims.registry.yaml_file import YamlFile, read_yaml
from pipeline.domain.claim import Claim, ClaimKind, Comparator, Counted, FigureQuery, Wording
from pipeline.domain.errors import ClaimError, unknown_name
from pipeline.domain.regime import MLM_SUFFIX, MULTI_TASK_KEY, TRANSLATED_SUFFIX, RegimeKind
from pipeline.store.home import CLAIMS

_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
_Regime = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.+-]*$")]
_Text = Annotated[str, Field(min_length=1)]


_NOT_SAID = "not said"
_NEEDS_REGIMES = frozenset(ClaimKind) - {ClaimKind.STRUCTURE, ClaimKind.SQL}
_COMPARATORS = {  # kinds whose meaning fixes the comparator
    ClaimKind.PRESENCE: (Comparator.ABOVE,),
    ClaimKind.ORDERING: (Comparator.ABOVE,),
    ClaimKind.ABSENCE: (Comparator.AT_MOST, Comparator.EQUALS),
}


_FOR_PAGES = ("headline", "earlier_versions")  # no verdict rests on them; pages read them from `definition`


class _Figures(BaseModel):
    """Published figures that bear on a claim of structure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    of: list[_Text] = []
    differs: str = ""


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
    regimes: list[_Regime] = []
    baseline: _Name = "none"
    tasks: list[_Name] = []
    languages: _Text = _NOT_SAID
    only_languages: list[_Name] = []
    metric: _Text = _NOT_SAID
    split: Annotated[str, Field(pattern="^(dev|test|)$")] = ""
    aggregation: _Text = _NOT_SAID
    comparator: Comparator
    value: Annotated[StrictStr, Field(pattern=r"^-?\d+(\.\d+)?$")]
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    unit: _Name
    scope_encoder: _Text
    scope_encoder_aliases: list[_Text] = []
    scope_benchmark: _Text
    own_sources: list[_Name] = []
    notes: list[_Text] = []
    headline: Annotated[str, Field(pattern=r"^(\S+( \S+){0,9})?$", max_length=80)] = ""
    earlier_versions: list[_Earlier] = []
    rivals: list[_Regime] = []
    intermediate_tasks: list[_Name] = []
    counted: Counted | None = None
    figures: list[_Figures] = []
    statement_sql: str = ""
    sql_encoder: str = ""
    sql_benchmark: str = ""
    wordings: list[_Wording] = []

    @model_validator(mode="after")
    def _fits_its_kind(self) -> _Entry:
        """Refuse an entry that lacks what its kind is judged by, or holds what only another kind has."""
        faults = [fault for is_fault, fault in self._checks() if is_fault]
        if faults:
            raise ValueError(f"{self.claim_id} ({self.kind.value}): {'; '.join(faults)}")
        return self

    def _checks(self) -> list[tuple[bool, str]]:
        kind, allowed = self.kind, _COMPARATORS.get(self.kind)
        is_sql = kind is ClaimKind.SQL
        pairs = len(self.regimes) in (1, len(self.rivals))
        return [
            (kind in _NEEDS_REGIMES and not self.regimes, "regimes are needed"),
            (kind in _NEEDS_REGIMES and not self.tasks, "tasks are needed"),
            (kind in _NEEDS_REGIMES and not self.split, "a split is needed, dev or test"),
            ((kind is ClaimKind.ORDERING) != bool(self.rivals), "rivals belong to an ordering, and to no other kind"),
            (bool(self.rivals) and not pairs, "give one rival for each regime, or one regime with all its rivals"),
            ((kind is ClaimKind.CONSISTENCY) != bool(self.counted), "counted belongs to a consistency, and only there"),
            (bool(self.figures) and kind is not ClaimKind.STRUCTURE, "figures belong to a structure"),
            (is_sql != bool(self.statement_sql), "statement_sql belongs to an sql claim, and only there"),
            (is_sql and not (self.sql_encoder and self.sql_benchmark), "sql_encoder and sql_benchmark are needed"),
            (
                allowed is not None and self.comparator not in allowed,
                f"comparator {self.comparator.value} does not fit",
            ),
            (kind is ClaimKind.ABSENCE and not self.tolerance, "the margin of an absence is its tolerance, above 0"),
        ]


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
        bases = [_base(regime) for regime in (*claim.regimes, *claim.rivals, claim.baseline)]
        for field, noun, names, known in (
            ("tasks", "target task", claim.tasks, targets),
            ("regimes, rivals or baseline", "regime", bases, regimes),
            ("intermediate_tasks", "intermediate task", claim.intermediate_tasks, intermediate),
            ("only_languages", "language", claim.only_languages, languages),
        ):
            for name in names:
                if name not in known:
                    said = unknown_name(noun, name, known)
                    raise ClaimError(f"{path}: claim {claim.claim_id!r}, {field}: {said}")


def _base(regime: str) -> str:
    return regime.removesuffix(MLM_SUFFIX).removesuffix(TRANSLATED_SUFFIX)


_EXPECTED = {
    "value": 'expected a plain number in quotes, such as "8.2"',
    "claim_id": "expected small letters, digits and ._-",
    "tolerance": "expected a number of at least 0",
    "split": "expected dev or test",
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


def accepted_rounding(kind: ClaimKind, printed: str) -> tuple[Decimal, Decimal]:
    """What a printed value stands for: whatever rounds to it, or itself where it is a count or a bound."""
    if kind in _ROUNDED:
        return rounding_interval(printed)
    return Decimal(printed), Decimal(printed)


_ROUNDED = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN, ClaimKind.SQL)
_LISTS = (
    "regimes",
    "tasks",
    "only_languages",
    "scope_encoder_aliases",
    "own_sources",
    "notes",
    "rivals",
    "intermediate_tasks",
)


def _claim(file: _File, entry: _Entry) -> Claim:
    low, high = accepted_rounding(entry.kind, entry.value)
    fields: dict[str, Any] = entry.model_dump(exclude={*_LISTS, *_FOR_PAGES, "figures", "wordings"})
    fields |= {name: tuple(getattr(entry, name)) for name in _LISTS}
    return Claim(
        **fields,
        paper=file.paper,
        paper_title=file.paper_title,
        source_version=file.source_version,
        source_url=file.source_url,
        value_low=float(low),
        value_high=float(high),
        definition=json.dumps(entry.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, sort_keys=True),
        figures=tuple(FigureQuery(row.query, tuple(row.of), row.differs) for row in entry.figures),
        wordings=tuple(
            Wording(tuple(row.subjects), tuple(row.words), row.quantity, row.is_negated) for row in entry.wordings
        ),
    )
