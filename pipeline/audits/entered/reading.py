"""Figures out of a table: which cell is of which system, task, language, metric and split, and how it was told; pure.

Every header, row name and heading has to be known, and to mean one thing; else the first one that does not is named,
with its choices or with the nearest name. Which of rows and columns are systems plays no part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.audits.entered.cell_text import CellKind, PrintedCell, Typed, n_decimals, percent_of
from pipeline.audits.entered.labels import (
    OVERALL,
    PAIR,
    VALUE_WORDS,
    WORDS,
    Known,
    Meaning,
    Role,
    averaged,
    meanings,
    metrics_of,
    plain_label,
    with_regime,
    words_of,
)
from pipeline.audits.entered.layout import Table, parted
from pipeline.audits.entered.table_text import read_grid
from pipeline.claims.evidence.printed import AVERAGE
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.claim import Metric, SplitRule
from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.domain.names import bare
from pipeline.domain.task import Split
from pipeline.store.entered import MOST_FIGURES, EnteredFigure
from pipeline.store.reference import figure_fault

SCALES = ("percent", "fraction")
AVERAGE_METRIC = "avg (as printed)"  # of an average over tasks
MOST_DECIMALS = 20
MOST_CHARACTERS = 200  # of a name that a reader states
STATABLE = ("system", "task", "language", "metric", "split", "setting", "scale")


@dataclass(frozen=True, slots=True)
class Match:
    """What one label was taken for."""

    label: str
    where: str  # "column", "row" or "heading"
    meaning: str
    unknown: str = ""  # of a system of which nothing is known here, kept under its printed name: the nearest name


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """One figure with the place that it was read at."""

    figure: EnteredFigure
    line: int
    gain: Typed | None = None  # in brackets behind it


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that is read in full."""

    form: str
    figures: tuple[ReadFigure, ...]
    matches: tuple[Match, ...]
    notes: tuple[str, ...]


def read_table(text: str, known: Known, *, name: str, given: Mapping[str, str] | None = None) -> ReadTable:
    """The figures of the one table in a text.

    Args:
        name: of the file, for errors.
        given: what the reader states of all figures: keys of STATABLE.

    Raises:
        DataFormatError: the first fault, with line, what was found and what was expected; nothing is guessed.
        ProfileError: a statement about all figures that cannot be one.
    """
    stated = _checked(given or {}, known)
    for label, meant in known.stated.items():
        if len(meant) > MOST_CHARACTERS:
            raise ProfileError(f"--match {label:.40}={meant:.40}...: expected at most {MOST_CHARACTERS} characters")
    table = parted(read_grid(text, name), name)
    axes = [*_column_axes(table), *_row_axes(table)]
    taken = [_take(axis, known, name) for axis in axes]
    cells = list(_cells(table, axes, taken, name))
    notes: list[str] = []
    resolver = _Resolver(known, stated, name)
    found = [figure for cell in cells for figure in resolver.figures(cell)]
    if not found:
        expected = "figures below or beside the headers (is the column `value` filled in?)"
        raise DataFormatError(name, None, "no figure", expected)
    if len(found) > MOST_FIGURES:
        raise DataFormatError(name, None, f"{len(found):,} figures", f"at most {MOST_FIGURES:,} of one table")
    found = _scaled(found, stated.get("scale"), name, notes, known.benchmarks)
    found = [replace(one, figure=_of_described(one.figure, found, known.benchmarks)) for one in found]
    for one in found:
        fault = figure_fault(one.figure, known.benchmarks)
        if fault is not None:
            raise DataFormatError(name, one.line, *fault)
    _check_once(found, name)
    notes += resolver.notes
    notes += _left_out(cells)
    n_missing = sum(cell.printed.kind in (CellKind.MISSING, CellKind.EMPTY) for cell in cells)
    if n_missing:
        notes.append(f"{n_missing} cells hold nothing, or a dash, and count as missing")
    figures = tuple(ReadFigure(one.figure, one.line, one.gain) for one in found)
    return ReadTable(table.form, figures, tuple(_matches(axes, taken, known)), tuple(dict.fromkeys(notes)))


def _checked(given: Mapping[str, str], known: Known) -> dict[str, str]:
    for key, value in given.items():
        if key not in STATABLE:
            raise ProfileError(f"--set {key}={value}: expected one of {', '.join(STATABLE)}")
        if len(value) > MOST_CHARACTERS:
            raise ProfileError(f"--set {key}={value:.40}...: expected at most {MOST_CHARACTERS} characters")
        if key == "scale" and value not in SCALES:
            raise ProfileError(f"--set scale={value!r}: expected percent or fraction")
        roles = {role.value for one in meanings(value, known) for role in one}
        if key not in ("scale", "setting", "system") and key not in roles:
            near = known.nearest(value)
            raise ProfileError(f"--set {key}={value}: no {key} of that name" + (f"; is it {near!r}?" if near else ""))
    return dict(given)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Labels that stand in one row of headers, one column of names, or as headings."""

    where: str
    labels: tuple[str, ...]  # by column of figures, or by row
    lines: tuple[int, ...]
    role: Role | None = None  # as its own head says


def _column_axes(table: Table) -> Iterator[_Axis]:
    for head in table.heads:
        labels = tuple(head.cells[column] for column in table.values)
        if any(labels):
            yield _Axis("column", labels, (head.number,) * len(labels))


def _row_axes(table: Table) -> Iterator[_Axis]:
    lines = tuple(line.number for line in table.rows)
    for column in table.labels:
        words = [bare(head.cells[column]) for head in table.heads]
        role = next((WORDS[word] for word in words if WORDS.get(word) is not None), None)
        yield _Axis("row", tuple(line.cells[column] for line in table.rows), lines, role)
    if any(table.sections):
        headings = tuple(one.cells[0] if one else "" for one in table.sections)
        yield _Axis("heading", headings, tuple(one.number if one else 0 for one in table.sections))


def _take(axis: _Axis, known: Known, name: str) -> dict[str, Meaning]:
    """What each label of an axis means, all of them of one kind as far as that can be."""
    options = {
        label: [] if axis.where == "column" and bare(label) in VALUE_WORDS else meanings(label, known)
        for label in dict.fromkeys(axis.labels)
        if label
    }
    role = axis.role or _common_role(options)
    is_stated = {label for label in options if plain_label(label) in known.stated}
    taken: dict[str, Meaning] = {}
    for label, found in options.items():
        line = axis.lines[axis.labels.index(label)]
        fitting = [one for one in (averaged(one, role) for one in found) if role in one] if role else found
        fitting = found if label in is_stated or not (fitting or axis.role) else fitting
        least = min((len(one) for one in fitting), default=0)
        fitting = [one for one in fitting if len(one) == least]
        if len(fitting) > 1 and len({words_of(one) for one in fitting}) > 1:
            ways = " or ".join(f"{'/'.join(one)} {words_of(one)}" for one in fitting)
            raise DataFormatError(
                name, line, f"{axis.where} {label!r:.80}, which can be {ways}", _say(label, "which of them")
            )
        if fitting:
            taken[label] = fitting[0]
        elif role is Role.SYSTEM and bare(label):
            taken[label] = {Role.SYSTEM: (plain_label(label)[:300],)}
        elif axis.where == "column" and bare(label) in VALUE_WORDS:
            taken[label] = {}
        else:
            raise _unmatched(axis, label, line, known, name)
    return taken


def _common_role(options: Mapping[str, Sequence[Meaning]]) -> Role | None:
    """The kind that most labels can be; of several the one that comes first in Role."""
    counts = {role: sum(any(role in one for one in found) for found in options.values()) for role in Role}
    best = max(counts.values(), default=0)
    return next((role for role, count in counts.items() if count == best and count), None)


def _unmatched(axis: _Axis, label: str, line: int, known: Known, name: str) -> DataFormatError:
    near = known.nearest(plain_label(label))
    nearest = f"; the nearest name is {near!r}" if near else ""
    return DataFormatError(
        name,
        line,
        f"{axis.where} {label!r:.80}, which is no task, language, metric or system known here{nearest}",
        _say(label, "what it means, - to leave it out, or * where it says nothing"),
    )


def _say(label: str, what: str) -> str:
    return f"one meaning: say {what}, as in --match {plain_label(label) + '=NAME'!r:.120}"


def _matches(axes: Sequence[_Axis], taken: Sequence[Mapping[str, Meaning]], known: Known) -> Iterator[Match]:
    seen: set[tuple[str, str]] = set()
    for axis, found in zip(axes, taken, strict=True):
        for label, meaning in found.items():
            if meaning and (axis.where, label) not in seen:
                seen.add((axis.where, label))
                strange = [system for system in meaning.get(Role.SYSTEM, ()) if not known.knows(system)]
                nearest = (known.nearest(strange[0]) or "no name here is like it") if strange else ""
                yield Match(label, axis.where, words_of(meaning), nearest)


@dataclass(frozen=True, slots=True)
class _Cell:
    printed: PrintedCell
    line: int
    column: int
    said: Meaning
    labels: tuple[str, ...]
    spoken: str  # what the table calls the system; "" where no label speaks of it


def _cells(table: Table, axes: Sequence[_Axis], taken: Sequence[Mapping[str, Meaning]], name: str) -> Iterator[_Cell]:
    for number, (line, printed) in enumerate(zip(table.rows, table.printed, strict=True)):
        for place, column in enumerate(table.values):
            stand = [axis.labels[place if axis.where == "column" else number] for axis in axes]
            pairs = [
                (label, found[label], axis) for label, found, axis in zip(stand, taken, axes, strict=True) if label
            ]
            if any(Role.SKIP in meaning and axis.where != "heading" for _, meaning, axis in pairs):
                continue
            labels = tuple(label for label, _, _ in pairs)
            said = [meaning for _, meaning, _ in pairs if Role.SKIP not in meaning]
            spoken = " ".join(plain_label(label) for label, meaning, _ in pairs if Role.SYSTEM in meaning)[:300]
            merged = _merged(said, name, line.number, column, labels)
            yield _Cell(printed[column], line.number, column, merged, labels, spoken)


def _merged(said: Sequence[Meaning], name: str, line: int, column: int, labels: Sequence[str]) -> Meaning:
    found: dict[Role, tuple[str, ...]] = {}
    for meaning in said:
        for role, values in meaning.items():
            both = _joined(role, found[role], values) if role in found else values
            if not both:
                names = ", ".join(map(repr, labels))
                raise DataFormatError(
                    name,
                    line,
                    f"two {role.value}s for the figure in column {column + 1}: {'/'.join(found[role])} and "
                    f"{'/'.join(values)} ({names})"[:400],
                    f"one {role.value} a figure",
                )
            found[role] = both
    return found


def _joined(role: Role, one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """What two labels say together of one role; () where they contradict each other."""
    if role is Role.SYSTEM:
        for encoders, regimes in ((one, other), (other, one)):
            if all(name.startswith("+") for name in regimes) and not any("+" in name for name in encoders):
                return tuple(with_regime(encoder, regime[1:]) for encoder in encoders for regime in regimes)
    return tuple(value for value in one if value in other)


@dataclass(slots=True)
class _Found:
    figure: EnteredFigure
    line: int
    typed: Typed
    gain: Typed | None


@dataclass(slots=True)
class _Resolver:
    """Puts together what labels, the reader and the claim say of a figure."""

    known: Known
    stated: Mapping[str, str]
    name: str
    notes: list[str] = field(default_factory=list)

    def figures(self, cell: _Cell) -> Iterator[_Found]:
        """The figures of a cell: none, one, or the two of "76.6 / 60.8"."""
        if cell.printed.kind is not CellKind.FIGURE:
            return
        task = self._one(cell, Role.TASK, "task")
        language = self._one(cell, Role.LANGUAGE, "language") or AVERAGE
        system = self._system(cell)
        if task is None:
            raise self._fault(cell, "no task for it", "a header or row that names the task, or --set task=NAME")
        metrics = self._metrics(cell, task)
        typed = cell.printed.figures
        if len(typed) != len(metrics):
            found = f"{cell.printed.text!r:.40}, {len(typed)} number{'s' if len(typed) > 1 else ''} for {task}"
            raise self._fault(cell, found, f"one for each of {', '.join(metrics)}; name both in the header: F1 / EM")
        for metric, one in zip(metrics, typed, strict=True):
            if one.sign:
                expected = "a score of 0 to 100: a figure with a sign is a gain, which is no score of its system"
                raise self._fault(cell, f"{cell.printed.text!r:.40}", expected)
            figure = EnteredFigure(
                system=cell.spoken or system,
                encoder=system,
                task=task,
                language=language,
                metric=metric,
                split=self._split(cell, task),
                setting=self._one(cell, Role.SETTING, "setting") or "",
                value_text="0",  # until the scale of the whole table is known
            )
            yield _Found(figure, cell.line, one, cell.printed.gain)

    def _one(self, cell: _Cell, role: Role, key: str) -> str | None:
        values = cell.said.get(role)
        if values is None:
            stated = self.stated.get(key)
            if stated is None:
                return self._of_claim(role)
            found = next((one[role] for one in meanings(stated, self.known) if role in one), (stated,))
            values = found
        if len(values) > 1:
            label = next((text for text in cell.labels if values == _of(text, role, self.known)), cell.labels[0])
            names = " or ".join(value.removeprefix("+") for value in values)
            raise self._fault(cell, f"{label!r:.80}, which can be {names}", _say(label, "which of them"))
        return values[0]

    def _of_claim(self, role: Role) -> str | None:
        """What the claim that the table is held against says where the table does not."""
        claim = self.known.claim
        if claim is None or role is not Role.TASK or len(claim.tasks) != 1:
            return None
        self.notes.append(f"the table names no task: taken as {claim.tasks[0]}, the claim's only one")
        return claim.tasks[0]

    def _system(self, cell: _Cell) -> str:
        name = self._one(cell, Role.SYSTEM, "system")
        claim = self.known.claim
        if name is None:
            expected = "a header or row that names the system, or --set system=NAME"
            raise self._fault(cell, "no system for it", expected)
        if not name.startswith("+"):
            return name
        stated = self.stated.get("system")
        encoders = next((one[Role.SYSTEM] for one in meanings(stated or "", self.known) if Role.SYSTEM in one), None)
        if encoders is None and stated:
            encoders = (stated,)
        if encoders is None and claim is not None:
            encoders = (claim.scope_encoder,)
            self.notes.append(f"rows that name no encoder are taken as {claim.scope_encoder}, the claim's")
        if encoders is None or len(encoders) > 1 or "+" in encoders[0]:
            found = f"{' '.join(cell.labels)!r:.80}, which names what was trained in between and no encoder"
            raise self._fault(cell, found, "its encoder: --set system=ENCODER")
        return with_regime(encoders[0], name[1:])

    def _metrics(self, cell: _Cell, task: str) -> tuple[str, ...]:
        claim = self.known.claim
        said = self._one(cell, Role.METRIC, "metric")
        if task == OVERALL:
            is_same = claim is not None and claim.printed is not None and claim.printed.task == OVERALL
            return (claim.printed.metric,) if is_same and claim and claim.printed else (AVERAGE_METRIC,)
        registered = self.known.tasks.get(task)
        if registered is None:
            return (said or "score",)
        of_score = metrics_of(registered)
        if said is not None:
            found = tuple(said.split("/"))
            is_mean = said == Metric.TASK_SCORE.value
            if (is_mean and len(of_score) == 1) or not {*found} <= {*registered.metrics, Metric.TASK_SCORE.value}:
                expected = f"a metric of {registered.title}: {', '.join(registered.metrics)}"
                raise self._fault(cell, f"metric {said!r:.40}", expected)
            return found
        if len(registered.metrics) == 1:
            return registered.metrics
        if claim is not None and claim.metric.value in registered.metrics:
            self.notes.append(f"no metric of {task} is named: taken as {claim.metric.words}, which the claim asks for")
            return (claim.metric.value,)
        if claim is not None and claim.metric is Metric.TASK_SCORE and len(of_score) == 1:
            self.notes.append(f"no metric of {task} is named: taken as {of_score[0]}, of which its task score is made")
            return of_score
        choices = (*registered.metrics, Metric.TASK_SCORE.value) if of_score == PAIR else registered.metrics
        label = next((text for text in cell.labels if Role.TASK in _all_of(text, self.known)), task)
        means = " (the mean of both)" if of_score == PAIR else ""
        raise self._fault(
            cell,
            f"{label!r:.80} without its metric",
            f"one of {', '.join(choices)}{means}: name it in the header, or say --match {f'{label}={task},METRIC'!r}",
        )

    def _split(self, cell: _Cell, task: str) -> str:
        said = self._one(cell, Role.SPLIT, "split")
        claim = self.known.claim
        if said is None and claim is not None and claim.split is not SplitRule.NONE:
            said = claim.split.value
            self.notes.append(f"the table names no split: taken as the claim's, {claim.split.words}")
        if said is None:
            raise self._fault(
                cell, "no split for it", "dev or test: --set split=dev, split=test or split=dev_else_test"
            )
        if said != SplitRule.DEV_ELSE_TEST:
            return said
        registered = self.known.tasks.get(task)
        if registered is None:
            return Split.DEV.value
        return Split.DEV.value if Split.DEV in registered.splits else Split.TEST.value

    def _fault(self, cell: _Cell, found: str, expected: str) -> DataFormatError:
        place = f"in column {cell.column + 1} ({', '.join(cell.labels)!s:.160})"
        return DataFormatError(self.name, cell.line, f"{found} {place}", expected)


def _of(text: str, role: Role, known: Known) -> tuple[str, ...] | None:
    return next((one[role] for one in meanings(text, known) if role in one), None)


def _all_of(text: str, known: Known) -> set[Role]:
    return {role for one in meanings(text, known) for role in one}


def _of_described(figure: EnteredFigure, found: Sequence[_Found], benchmarks: Benchmarks) -> EnteredFigure:
    """A figure of a described benchmark under its own labels: its only language, its official average."""
    task = benchmarks.tasks.get(figure.task)
    if task is not None and figure.language == AVERAGE and len(task.languages) == 1:
        return figure.model_copy(update={"language": task.languages[0]})
    others = {one.figure.task for one in found} - {OVERALL}
    owners = {benchmarks.of(name).benchmark for name in others if name in benchmarks.tasks}
    if figure.task != OVERALL or len(owners) != 1 or not others <= set(benchmarks.tasks):
        return figure
    owner = next(one for one in benchmarks.described if one.benchmark in owners)
    if owner.average is None:
        return figure
    return figure.model_copy(update={"task": owner.benchmark, "metric": owner.average.metric})


def _scaled(
    found: list[_Found], scale: str | None, name: str, notes: list[str], benchmarks: Benchmarks
) -> list[_Found]:
    """Every figure in percent.

    A table all of whose figures are at most 1 is one of fractions; one such figure with more digits than others that
    are above 1 is doubted.
    """
    is_fraction = _is_fraction(found, scale, name)
    if is_fraction and scale is None:
        text = next(one.typed.text for one in found if one.typed.value > 0)
        notes.append(
            f"all {len(found)} figures are at most 1, so they are read as fractions: {text} as {percent_of(text)} "
            "percent (--set scale=percent where they are not)"
        )
    return [
        _in_percent(one, name, is_fraction=is_fraction and not one.typed.is_percent, most=_most(one.figure, benchmarks))
        for one in found
    ]


def _most(figure: EnteredFigure, benchmarks: Benchmarks) -> int:
    """The largest figure that can be typed: 100, or where a described metric has more room, three digits."""
    metric = benchmarks.metric(figure.task, figure.metric)
    return 100 if metric is None or metric.high <= 100 else 999


def _is_fraction(found: Sequence[_Found], scale: str | None, name: str) -> bool:
    low = [one for one in found if 0 < one.typed.value <= 1 and not one.typed.is_percent]
    above = [one for one in found if one.typed.value > 1 and not one.typed.is_percent]
    if scale is not None:
        if scale == "fraction" and above:
            expected = "at most 1, since --set scale=fraction says so"
            raise DataFormatError(name, above[0].line, above[0].typed.text, expected)
        return scale == "fraction"
    most = max((n_decimals(one.typed.text) for one in above), default=0)
    doubted = next((one for one in low if above and n_decimals(one.typed.text) > most), None)
    if doubted is not None:
        said = f"{doubted.typed.text} beside {above[0].typed.text}: a fraction of one, or percent?"
        raise DataFormatError(name, doubted.line, said, "one scale: percent throughout, or --set scale=percent")
    return bool(low) and not any(one.typed.is_percent or one.typed.value > 1 for one in found)


def _in_percent(one: _Found, name: str, *, is_fraction: bool, most: int) -> _Found:
    text = one.typed.text
    if is_fraction:
        if n_decimals(text) < 2 and one.typed.value not in (0, 1):
            expected = f"two decimals at least: to one, {text} may be 0.05 more or less; type it in percent"
            raise DataFormatError(name, one.line, f"the fraction {text}", expected)
        text = percent_of(text)
    if Decimal(text) > most:
        raise DataFormatError(name, one.line, text, f"a score of 0 to {most}")
    if n_decimals(text) > MOST_DECIMALS:
        raise DataFormatError(name, one.line, f"{text:.40}", f"at most {MOST_DECIMALS} decimals")
    return replace(one, figure=one.figure.model_copy(update={"value_text": text}))


def _check_once(found: Sequence[_Found], name: str) -> None:
    lines: dict[tuple[str, ...], _Found] = {}
    for one in found:
        first = lines.setdefault(one.figure.cell, one)
        if first is not one:
            figure = one.figure
            what = f"{figure.encoder}, {figure.task}, {figure.language}, {figure.metric}, {figure.split}"
            raise DataFormatError(
                name,
                one.line,
                f"{what} twice: {one.figure.value_text} here and {first.figure.value_text} in line {first.line}",
                "each figure once (two rows of one system need names of their own, as in --match 'LABEL=NAME')",
            )


def _left_out(cells: Sequence[_Cell]) -> list[str]:
    spreads = sum(cell.printed.left_out == "a spread" for cell in cells)
    gains = sum(cell.printed.gain is not None for cell in cells)
    found = []
    if spreads:
        found.append(f"{spreads} figures have a spread (±) behind them, which is left out")
    if gains:
        found.append(f"{gains} figures have a gain in brackets behind them, which is audited and no figure of its own")
    return found
