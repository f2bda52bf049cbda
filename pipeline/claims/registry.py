"""Claims files (data/claims/<paper>.yaml) read into typed claims."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.errors import ClaimError
from pipeline.store.home import CLAIMS

_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
_Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    """One claim as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim_id: _Name
    locator: _Text
    statement: _Text
    kind: ClaimKind
    regimes: Annotated[list[_Name], Field(min_length=1)]
    baseline: _Name
    tasks: Annotated[list[_Name], Field(min_length=1)]
    languages: _Text
    metric: _Text
    split: Annotated[str, Field(pattern="^(dev|test)$")]
    aggregation: _Text
    comparator: Comparator
    value: Annotated[StrictStr, Field(pattern=r"^-?\d+(\.\d+)?$")]
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    unit: _Name
    scope_encoder: _Text
    scope_encoder_aliases: list[_Text] = []
    scope_benchmark: _Text
    own_sources: list[_Name] = []
    notes: list[_Text] = []


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
        ClaimError: as `load_claims`, but for ids shared with other files.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ClaimError(f"{path}: not a YAML file in UTF-8 ({error})") from error
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        lines = [
            f"  {'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']} (got {fault['input']!r:.80})"
            for fault in error.errors()
        ]
        raise ClaimError(f"{path}: {error.error_count()} fault(s) to mend\n" + "\n".join(lines)) from error
    return tuple(_claim(file, entry) for entry in file.claims)


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


def _claim(file: _File, entry: _Entry) -> Claim:
    low, high = rounding_interval(entry.value)
    fields = entry.model_dump(exclude={"regimes", "tasks", "scope_encoder_aliases", "own_sources", "notes"})
    return Claim(
        **fields,
        paper=file.paper,
        paper_title=file.paper_title,
        source_version=file.source_version,
        source_url=file.source_url,
        regimes=tuple(entry.regimes),
        tasks=tuple(entry.tasks),
        scope_encoder_aliases=tuple(entry.scope_encoder_aliases),
        own_sources=tuple(entry.own_sources),
        notes=tuple(entry.notes),
        value_low=float(low),
        value_high=float(high),
        definition=json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, sort_keys=True),
    )
