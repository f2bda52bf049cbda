"""Claims files (data/claims/<paper>.yaml) read into typed claims."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pipeline.claims.registry.described import described_fault
from pipeline.claims.registry.form import BY_SYSTEMS, ClaimsForm, Entry, SystemForm
from pipeline.claims.registry.yaml_file import YamlFile, read_yaml
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.claim import (
    Claim,
    ClaimKind,
    Comparator,
    FigureQuery,
    Metric,
    PrintedFigure,
    SplitRule,
    System,
    Wording,
    metric_of,
)
from pipeline.domain.errors import ClaimError, first_lines, unknown_name
from pipeline.domain.regime import MLM_SUFFIX, MULTI_TASK_KEY, TRANSLATED_SUFFIX, RegimeKind
from pipeline.store.home import CLAIMS

_FOR_PAGES = ("headline", "earlier_versions")  # no verdict rests on them; pages read them from `definition`


def load_claims(folder: Path = CLAIMS) -> tuple[Claim, ...]:
    """Every claim of every `*.yaml` in `folder`, in file-name and file order.

    Raises:
        ClaimError: a file is no YAML or breaks the form (all its faults at once, up to twenty, each with its place),
            or two claims share an id.
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
        file = ClaimsForm.model_validate(read.content)
    except ValidationError as error:
        lines = first_lines([_fault(fault, read) for fault in error.errors()])
        raise ClaimError(f"{path}: {error.error_count()} fault(s) to fix\n{lines}") from error
    counts = Counter(entry.claim_id for entry in file.claims)
    for number, entry in enumerate(file.claims):
        if counts[entry.claim_id] > 1:
            line = read.line_of(("claims", number, "claim_id"))
            found = f"claim_id {entry.claim_id!r} stands there {counts[entry.claim_id]} times"
            raise ClaimError(f"{path}, line {line}: {found}; give each claim an id of its own")
    return tuple(_claim(file, entry) for entry in file.claims)


def stored_claim(about: Mapping[str, str], definition: str) -> Claim:
    """A claim as a built file keeps it.

    Args:
        about: paper, paper_title, source_version and source_url.
        definition: the entry of its claims file as JSON.

    Raises:
        ClaimError: the definition is none.
    """
    try:
        file = ClaimsForm.model_validate({**about, "claims": [json.loads(definition)]})
    except (ValueError, RecursionError) as error:  # pydantic's is a ValueError
        raise ClaimError(f"this file keeps no whole entry of the claim ({str(error).splitlines()[0]})") from error
    return _claim(file, file.claims[0])


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
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> None:
    """Refuse claims about tasks, regimes or languages that nothing here can have scores of.

    Args:
        path: of the claims file, for messages.
        targets: every registered target task.
        intermediate: every registered intermediate task.
        benchmarks: described ones, whose tasks claims on systems may be about.

    Raises:
        ClaimError: the first such name, with the nearest registered one.
    """
    described = benchmarks.tasks
    regimes = {*intermediate, RegimeKind.NONE.value, MULTI_TASK_KEY}
    for claim in claims:
        fault = described_fault(claim, benchmarks)
        if fault:
            raise ClaimError(f"{path}: claim {claim.claim_id!r}, {fault}")
        systems = [side.regime for side in (claim.system, *claim.against) if side is not None]
        bases = [_base(regime) for regime in (*claim.regimes, *claim.rivals, claim.baseline, *systems)]
        for field, noun, names, known in (
            ("tasks", "target task", claim.tasks, {*targets, *described}),
            ("regimes, rivals, baseline or systems", "regime", bases, regimes),
            ("intermediate_tasks", "intermediate task", claim.intermediate_tasks, intermediate),
            ("only_languages", "language", _not_described(claim, described), languages),
        ):
            for name in names:
                if name not in known:
                    said = unknown_name(noun, name, known)
                    raise ClaimError(f"{path}: claim {claim.claim_id!r}, {field}: {said}")


def _not_described(claim: Claim, described: Collection[str]) -> tuple[str, ...]:
    """Languages of a claim that no described task says which it has."""
    return () if any(task in described for task in claim.tasks) else claim.only_languages


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
    "metric": f"expected task_score, accuracy, f1 or em (or one that a described benchmark names){_PROSE}",
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
    is_bound = comparator is Comparator.ABOVE and kind in BY_SYSTEMS
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


def _claim(file: ClaimsForm, entry: Entry) -> Claim:
    low, high = accepted_rounding(entry.kind, entry.value, entry.comparator)
    nested = {"figures", "wordings", "system", "against", "printed", "source_version"}
    fields: dict[str, Any] = entry.model_dump(exclude={*_LISTS, *_FOR_PAGES, *nested})
    fields |= {name: tuple(getattr(entry, name)) for name in _LISTS}
    fields["metric"] = metric_of(entry.metric)
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


def _side(side: SystemForm) -> System:
    return System(side.encoder, side.regime, side.row, side.setting, side.table, tuple(side.aliases))
