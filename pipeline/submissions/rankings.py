"""Ranked ids of each query as JSON (Mewsli-X, LAReQA), and XCOPA's choices as JSON lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from pydantic import BaseModel, ConfigDict

from pipeline.domain.errors import DataFormatError
from pipeline.metrics.ranking import average_precision
from pipeline.sources.lines import read_records

_RANKINGS = msgspec.json.Decoder(dict[str, list[str]])
_BOM = b"\xef\xbb\xbf"


def read_rankings(path: Path) -> dict[str, list[str]]:
    """Query id -> ids of candidates, the best first; in a gold file, the right ones.

    Raises:
        DataFormatError: not a JSON object of lists of strings.
    """
    try:
        return _RANKINGS.decode(path.read_bytes().removeprefix(_BOM))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        expected = 'a JSON object {query id: [candidate ids, the best first]}, such as {"q1": ["Q30", "Q16"]}'
        raise DataFormatError(path, None, f"{error}", expected) from None


def read_gold_rankings(path: Path, *, n_targets: int | None) -> dict[str, list[str]]:
    """Query id -> right candidates, stripped of white space.

    Args:
        n_targets: how many each query has; None: one or more.

    Raises:
        DataFormatError: as `read_rankings`; no query, or a query with another number of right candidates.
    """
    gold = {query: [name.strip() for name in names] for query, names in read_rankings(path).items()}
    if not gold:
        raise DataFormatError(path, None, "no query", "at least 1")
    for query, names in gold.items():
        if not names or not all(names) or (n_targets is not None and len(names) != n_targets):
            wanted = f"{n_targets} right candidate" if n_targets else "at least one right candidate"
            raise DataFormatError(path, None, f"{names!r:.60} for query {query!r:.60}", wanted)
    return gold


def average_precisions(found: Mapping[str, Sequence[str]], gold: Mapping[str, Sequence[str]]) -> list[float]:
    """[queries of gold] AP@20, 0-1; 0 for a query without a ranking.

    Source: google-research/xtreme third_party/utils_mewslix.py, `evaluate`; utils_lareqa.py for several targets.
    """
    return [_precision(found.get(query, ()), targets) for query, targets in gold.items()]


def _precision(ranked: Sequence[str], targets: Sequence[str]) -> float:
    numbers = {name: number for number, name in enumerate(dict.fromkeys([*targets, *ranked]))}
    return average_precision([numbers[name] for name in ranked], {numbers[name] for name in targets})


class _Choice(BaseModel):
    """a line with the number of a choice, such as {"label": 0}"""  # noqa: D415

    model_config = ConfigDict(extra="ignore", frozen=True)
    label: int


def read_choices(path: Path, labels: Sequence[str]) -> list[str]:
    """[lines] the field `label` of each line, as evaluate.py reads XCOPA.

    Raises:
        DataFormatError: a line is no such record, or its label is none of `labels`.
    """
    found = []
    for number, record in read_records(path, _Choice):
        if str(record.label) not in labels:
            raise DataFormatError(path, number, f"label {record.label}", f"one of {', '.join(labels)}")
        found.append(str(record.label))
    if not found:
        raise DataFormatError(path, None, "no line", 'lines such as {"label": 0}')
    return found
