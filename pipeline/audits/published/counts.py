"""Counts that contradict one another: languages of a task, sizes of datasets, parameters of an encoder."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from pipeline.audits.published.benchmark import Benchmark, base_name, is_whole, named_task, whole_number
from pipeline.audits.published.figures import Figure
from pipeline.audits.published.findings import Cell, Discrepancy, DiscrepancyKind
from pipeline.store.reference import Dataset

_SIZES = {"train": "train_examples", "dev": "dev_examples", "test": "test_examples"}
_CASING = re.compile(r"-(?:un)?cased$")


def check_language_counts(benchmark: Benchmark) -> list[Discrepancy]:
    """Numbers of languages that are not those of the languages listed beside them or in the benchmark's list."""
    found: list[Discrepancy] = []
    for dataset in benchmark.datasets:
        stated, listed = whole_number(dataset.num_languages), _listed(dataset)
        if stated is not None and listed and stated != len(listed):
            found.append(_language_count(dataset, stated, len(listed), "listed beside it", benchmark))
    for task, dataset in benchmark.whole_tasks().items():
        known, listed = benchmark.languages_of(task), _listed(dataset)
        if listed and set(listed) != known:
            missing = ", ".join(sorted(set(listed) ^ known))
            found.append(_language_count(dataset, len(listed), len(known), f"in languages.csv ({missing})", benchmark))
    return found


def check_dataset_sizes(benchmark: Benchmark) -> list[Discrepancy]:
    """Sizes of one dataset, of its parts or of the training set it shares that do not agree."""
    families: dict[str, list[Dataset]] = defaultdict(list)
    for dataset in benchmark.datasets:
        families[base_name(dataset.dataset)].append(dataset)
    found = [
        finding for family in families.values() for split in _SIZES for finding in _in_family(family, split, benchmark)
    ]
    return [*found, *_shared_training(benchmark)]


def check_parameters(figures: Sequence[Figure]) -> list[Discrepancy]:
    """Parameter counts of one encoder that differ by more than the rounding to whole millions."""
    printed: dict[str, dict[tuple[str, float], Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.printed.params_millions is not None:
            encoder = _CASING.sub("", figure.printed.encoder)
            printed[encoder].setdefault((figure.printed.source_id, figure.printed.params_millions), figure)
    return [found for encoder, counts in printed.items() for found in _parameters(encoder, counts)]


def _source(dataset: Dataset) -> str:
    """The source without remarks on defects found by hand."""
    return dataset.source.partition(" [FLAG")[0]


def _listed(dataset: Dataset) -> list[str]:
    return [word for word in dataset.languages.partition("(")[0].split() if re.fullmatch("[a-z]{2,3}", word)]


def _language_count(dataset: Dataset, stated: int, other: int, where: str, benchmark: Benchmark) -> Discrepancy:
    task = benchmark.task_of(dataset) or dataset.dataset
    cells = [
        _dataset_cell(dataset, task, "number of languages", "", stated, dataset.num_languages),
        replace(
            _dataset_cell(dataset, task, "number of languages", "", other, str(other)),
            place=f"number of languages {where}",
            is_computed=True,
        ),
    ]
    return Discrepancy(
        DiscrepancyKind.COUNT,
        f"{dataset.dataset} is said to have {dataset.num_languages} languages; {other} are {where} "
        f"({_source(dataset)}).",
        tuple(cells),
        size=abs(stated - other),
        rounding=0.0,
    )


def _in_family(family: Sequence[Dataset], split: str, benchmark: Benchmark) -> Iterator[Discrepancy]:
    wholes = [dataset for dataset in family if is_whole(dataset)]
    parts = [dataset for dataset in family if not is_whole(dataset) and len(_listed(dataset)) == 1]
    for a, b in combinations(wholes, 2):
        one, other = _size(a, split), _size(b, split)
        if one is not None and other is not None and one != other:
            yield _sizes(
                split, [a, b], f"{a.dataset} has {one:,} {split} examples", f"{b.dataset} {other:,}", benchmark
            )
    sizes = {part: size for part in parts if (size := _size(part, split)) is not None}
    for whole in wholes:
        said = _size(whole, split)
        if said is not None and sizes and not min(sizes.values()) <= said <= max(sizes.values()):
            least, most = min(sizes.values()), max(sizes.values())
            text = f"its languages have {least:,}" if least == most else f"its languages have {least:,} to {most:,}"
            yield _sizes(split, [whole, *sizes], f"{whole.dataset} has {said:,} {split} examples", text, benchmark)


def _shared_training(benchmark: Benchmark) -> Iterator[Discrepancy]:
    """A task that is trained on another dataset, size for size, but is said to have another development set."""
    for source in benchmark.datasets:
        trained = re.search(r"/ (.+) train set", source.role)
        names = trained[1].split("+") if trained else []
        tasks = {named_task(name, benchmark.tasks) for name in names}
        for task, dataset in benchmark.whole_tasks().items():
            one, other = _size(source, "dev"), _size(dataset, "dev")
            is_same = task in tasks and _size(source, "train") == _size(dataset, "train")
            if is_same and one is not None and other is not None and one != other:
                said = f"{dataset.dataset} is trained on {source.dataset} and has {other:,} dev examples"
                yield _sizes("dev", [dataset, source], said, f"{source.dataset} has {one:,}", benchmark)


def _sizes(split: str, datasets: Sequence[Dataset], said: str, but: str, benchmark: Benchmark) -> Discrepancy:
    first = datasets[0]
    task = benchmark.task_of(first) or first.dataset
    sizes = [size for dataset in datasets if (size := _size(dataset, split)) is not None]
    cells = [
        _dataset_cell(it, task, "examples", split, size, f"{size}")
        for it in datasets
        if (size := _size(it, split)) is not None
    ]
    return Discrepancy(
        DiscrepancyKind.DATASET_SIZE,
        f"{said} ({_source(first)}); {but} ({_source(datasets[-1])}).",
        tuple(cells),
        size=min(abs(size - sizes[0]) for size in sizes[1:]),
        rounding=0.0,
    )


def _size(dataset: Dataset, split: str) -> int | None:
    return whole_number(str(getattr(dataset, _SIZES[split])))


def _dataset_cell(dataset: Dataset, task: str, metric: str, split: str, value: float, text: str) -> Cell:
    return Cell(
        source=_source(dataset),
        place=dataset.dataset,
        system="",
        task=task,
        language="",
        metric=metric,
        split=split,
        setting="",
        value=value,
        value_text=text,
    )


def _parameters(encoder: str, counts: dict[tuple[str, float], Figure]) -> Iterator[Discrepancy]:
    values = sorted({count for _, count in counts})
    if len(values) < 2 or values[-1] - values[0] <= 1:
        return
    text = "; ".join(
        f"{count:g} {source} ({figure.printed.table_or_section})" for (source, count), figure in counts.items()
    )
    yield Discrepancy(
        DiscrepancyKind.PARAMETERS,
        f"{encoder} has, in millions of parameters: {text}.",
        tuple(
            Cell(
                source=source,
                place=figure.printed.table_or_section,
                system=figure.printed.system,
                task="",
                language="",
                metric="parameters, millions",
                split="",
                setting="",
                value=count,
                value_text=f"{count:g}",
                reported_id=figure.printed.reported_id,
            )
            for (source, count), figure in counts.items()
        ),
        size=values[-1] - values[0],
        rounding=1.0,
        encoder=encoder,
    )
