"""Natural language inference, one JSON object a line: MultiNLI and SNLI (1.0) and ANLI (0.1)."""

from __future__ import annotations

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from pipeline.domain.example import SequenceExample
from pipeline.sources.cell import CellFiles, Parsed, check_label, unique_ids
from pipeline.sources.lines import read_records

_ANLI_LABELS = {"e": "entailment", "n": "neutral", "c": "contradiction"}
_NO_GOLD = "-"  # SNLI and MultiNLI: the annotators did not agree


class _Pair(BaseModel):
    """a premise, a hypothesis and a label in the fields of MultiNLI, SNLI or ANLI"""  # noqa: D415

    model_config = ConfigDict(extra="ignore", frozen=True)
    pair_id: str = Field(validation_alias=AliasChoices("pairID", "uid"))
    premise: str = Field(validation_alias=AliasChoices("sentence1", "context", "premise"))
    hypothesis: str = Field(validation_alias=AliasChoices("sentence2", "hypothesis"))
    label: str = Field(validation_alias=AliasChoices("gold_label", "label"))


def read(files: CellFiles) -> Parsed:
    """Premise and hypothesis pairs of all files, in file order; pairs without an agreed label are left out.

    Raises:
        DataFormatError: a line is no such record, or its label is unknown.
    """
    kept: list[_Pair] = []
    labels: list[str] = []
    n_left_out = 0
    for path in files.examples:
        for number, pair in read_records(path, _Pair):
            if pair.label == _NO_GOLD:
                n_left_out += 1
                continue
            label = _ANLI_LABELS.get(pair.label, pair.label)
            labels.append(check_label(path, number, label, files.task.labels))
            kept.append(pair)
    ids, remark = unique_ids(pair.pair_id for pair in kept)
    left_out = f"{n_left_out} pairs without an agreed label left out" if n_left_out else ""
    examples = tuple(
        SequenceExample(example_id, pair.premise, pair.hypothesis, label)
        for example_id, pair, label in zip(ids, kept, labels, strict=True)
    )
    return Parsed(examples, files.task.labels, remark="; ".join(part for part in (remark, left_out) if part))
