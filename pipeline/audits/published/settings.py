"""Figures side by side that were got in different ways: other settings, other training data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.audits.published.averages import EPSILON
from pipeline.audits.published.benchmark import Benchmark, base_name, named_task, whole_number
from pipeline.audits.published.figures import AVERAGE, SCORES, Figure, Key, Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of

_TRAINED_ON = re.compile(r"(\d[\d,]*) ([A-Za-z][\w.-]*)")  # "3696 TyDiQA-GoldP"


def check_mixed_settings(figures: Sequence[Figure], rows: Sequence[Row]) -> list[Discrepancy]:
    """Systems of a table that sets them side by side in different settings, where their zero-shot figure is lower.

    A table with a block per setting holds some system in two of them; it is left alone.
    """
    tables: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    by_key: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    for figure in figures:
        if figure.metric in SCORES:
            tables[figure.printed.source_id, figure.printed.table_or_section].append(figure)
    found: list[Discrepancy] = []
    for members in tables.values():
        settings: dict[str, set[str]] = defaultdict(set)
        for figure in members:
            settings[figure.printed.system].add(figure.setting)
        mixed = {setting for given in settings.values() for setting in given}
        if len(mixed) > 1 and all(len(given) == 1 for given in settings.values()):
            found += _mixed(members, by_key)
    return found


def check_training_data(rows: Sequence[Row], benchmark: Benchmark) -> list[Discrepancy]:
    """Rows whose table says that training was on another task's training set, by its name and size."""
    wholes = benchmark.whole_tasks()
    sizes = {task: whole_number(dataset.train_examples) for task, dataset in wholes.items()}
    found: list[Discrepancy] = []
    for row in rows:
        for count_text, name in _TRAINED_ON.findall(row.table):
            count, trained = int(count_text.replace(",", "")), named_task(name, benchmark.tasks)
            own = sizes.get(row.key.task)
            if trained not in (None, row.key.task) and own is not None and sizes[trained or ""] == count != own:
                found.append(_trained_elsewhere(row, base_name(name), count, own, rows))
    return found


def _mixed(members: Sequence[Figure], by_key: Mapping[Key, Sequence[Row]]) -> Iterator[Discrepancy]:
    """One finding per system whose zero-shot figures are lower elsewhere."""
    lower: dict[str, list[tuple[Figure, Figure]]] = defaultdict(list)
    for figure in members:
        if figure.setting != "zero-shot":
            plain = by_key.get(replace(_key(figure), setting="zero-shot"), ())
            lower[figure.printed.system] += [
                (figure, row.figures[figure.language])
                for row in plain
                if row.source != figure.printed.source_id
                and figure.language in row.figures
                and figure.value - row.figures[figure.language].value
                > figure.half_unit + row.figures[figure.language].half_unit + EPSILON
            ]
    for system, pairs in lower.items():
        if pairs:
            yield _mix_finding(system, pairs, sorted({it.setting for it in members} - {pairs[0][0].setting}))


def _mix_finding(system: str, pairs: Sequence[tuple[Figure, Figure]], others: Sequence[str]) -> Discrepancy:
    mixed, plain = max(pairs, key=lambda pair: (pair[0].language == AVERAGE, pair[0].value - pair[1].value))
    cells = list(dict.fromkeys(cell_of(figure) for pair in pairs for figure in pair))
    return Discrepancy(
        DiscrepancyKind.SETTING_MIX,
        f"{mixed.printed.source_id}, {mixed.printed.table_or_section}, sets {system} ({mixed.setting}) beside systems "
        f"that are {', '.join(others)}; zero-shot, {plain.printed.source_id} prints {plain.printed.value_text} where "
        f"it has {mixed.printed.value_text} ({mixed.printed.task} {mixed.metric}, {mixed.language}).",
        tuple(cells),
        size=mixed.value - plain.value,
        rounding=mixed.half_unit + plain.half_unit,
        encoder=mixed.printed.encoder,
    )


def _key(figure: Figure) -> Key:
    return Key(figure.printed.encoder, figure.setting, figure.printed.task, figure.metric, figure.split)


def _trained_elsewhere(row: Row, name: str, count: int, own: int, rows: Sequence[Row]) -> Discrepancy:
    beside = [it for it in rows if (it.key.task, it.key.setting) == (row.key.task, row.key.setting)]
    others = [it for it in beside if it.source != row.source and it.average is not None]
    sources = sorted({it.source for it in others})
    figures = [*row.figures.values(), *(it.figures[AVERAGE] for it in others)]
    return Discrepancy(
        DiscrepancyKind.TRAINING_DATA,
        f"{row.source} ({row.system}) scores {row.key.task} after training on {count:,} examples of {name}, not on "
        f"the task's own {own:,}: its {row.key.setting} figures do not belong beside those of {', '.join(sources)}.",
        tuple(cell_of(figure) for figure in figures),
        size=0.0,
        rounding=0.0,
        encoder=row.key.encoder,
    )
