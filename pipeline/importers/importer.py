"""What passes between a format and the checks: rows of text as a file states them, and scores that are sound.

Each file of this folder that holds an IMPORTER is one format: how it is recognised, and how it is read into rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from pipeline.domain.errors import DataFormatError, MissingDataError, ProfileError, unknown_name
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Split

COLUMNS = ("encoder", "regime", "intermediate", "target", "language", "metric", "split", "seed", "value", "n_examples")
OPTIONAL = (
    "n_available",  # examples that there were, where fewer were scored
    "n_seeds",  # of which the value is the mean; the column `seed` then only tells rows apart
)
PROVENANCE = (  # what our own export says of a score; kept with the run as stated, and never judged
    "evidence",
    "profile",
    "benchmark",
    "origin",
    "run_id",
    "encoder_digest",
    "source_digest",
    "code_digest",
    "git_commit",
    "metric_impl",
    "predictions_sha256",
    "snapshot_id",
)
DEFAULTS = {"regime": "none", "intermediate": "", "seed": "0"}  # of a format that does not know them
NOT_STATED = "not stated"  # of n_examples: nobody knows, the published size of the data set neither
N_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class RawRow:
    """One score as a file states it: text by column, nothing checked yet.

    `value` is in percent, with as many digits as were printed. A column that the format does not know is left out.
    """

    path: Path
    line: int | None  # None where lines say nothing, as in JSON
    cells: Mapping[str, str]
    place: str = ""  # where lines say nothing: "results.xnli_de"

    def fault(self, column: str, expected: str) -> DataFormatError:
        """An error about one cell: file, place, value and what was expected."""
        where = f" of {self.place}" if self.place else ""
        found = f"{self.cells.get(column, '')!r:.80} in column {column!r}{where}"
        return DataFormatError(self.path, self.line, found, expected)


@dataclass(frozen=True, slots=True)
class RawFile:
    """Every score of a file."""

    path: Path
    sha256: str  # of its bytes
    rows: tuple[RawRow, ...]
    notes: tuple[str, ...] = ()  # what was left out of it and why, one sentence each
    outcomes: Mapping[int, tuple[Prediction, ...]] = field(default_factory=dict)  # by number of row, where it has them


@dataclass(frozen=True, slots=True)
class CellKey:
    """One encoder x regime x target x seed x language x split."""

    encoder: str
    regime: str
    target: str
    seed: int
    language: str
    split: Split


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score as the file gives it."""

    key: CellKey
    intermediate: tuple[str, ...]
    metric: str
    value: float  # percent
    n_decimals: int
    n_examples: int  # 0: not stated
    n_seeds: int  # of which the value is the mean; 1: the value of one training
    n_available: int  # more than n_examples where only part of the data set was scored
    line: int | None
    place: str  # "line 3", or where in a file without lines
    stated: Mapping[str, str]  # PROVENANCE that the file gives


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """A scores file that is sound."""

    path: Path
    sha256: str
    rows: tuple[ScoreRow, ...]
    notes: tuple[str, ...] = ()  # what its importer left out


@dataclass(frozen=True, slots=True)
class Importer:
    """One format; each file of this folder holds one as the constant IMPORTER."""

    name: str  # of --format
    title: str  # as errors list it
    recognises: Callable[[Path, bytes], bool]  # by the path and the first N_HEAD_BYTES bytes; b"" of a folder
    read: Callable[[Path], RawFile]  # raises DataFormatError or MissingDataError at the first fault
    holds_others: bool = False  # files also hold scores of tasks, metrics and languages that are not ours: left out


def unreadable(path: Path, error: OSError) -> DataFormatError:
    """An error about a file that is there and that the system does not let us read."""
    return DataFormatError(path, None, f"what cannot be read ({error.strerror or error})", "a file that you may read")


def percent_of_fraction(text: str) -> str:
    """A fraction of one as percent, exactly: "0.913" is "91.3".

    Raises:
        ArithmeticError: `text` is no decimal number.
    """
    return f"{(Decimal(text) * 100).normalize():f}"


def pick_importer(path: Path, importers: Mapping[str, Importer], name: str | None = None) -> Importer:
    """The format of this name; without one, the only format that recognises the file.

    Raises:
        UnknownNameError: no format of this name.
        ProfileError: no format, or more than one, recognises the file.
        MissingDataError, DataFormatError: it is not there, or may not be read.
    """
    if name is not None:
        if name not in importers:
            raise unknown_name("import format", name, importers)
        return importers[name]
    try:
        with path.open("rb") as file:
            head = file.read(N_HEAD_BYTES)
    except FileNotFoundError as error:
        raise MissingDataError(f"{path} is not there; name a file of scores") from error
    except IsADirectoryError:
        head = b""
    except OSError as error:
        raise unreadable(path, error) from error
    fitting = [importer for importer in importers.values() if importer.recognises(path, head)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = " or ".join(f"--format {importer.name}" for importer in fitting)
        raise ProfileError(f"{path} can be read in {len(fitting)} ways; say {names}")
    known = "; ".join(f"{importer.name} ({importer.title})" for importer in importers.values())
    raise ProfileError(f"{path} is in no format that is recognised: {known}; say --format NAME if it is one of them")


def columns_of(options: Sequence[str]) -> dict[str, str]:
    """Column and value of each `--set COLUMN=VALUE`.

    Raises:
        ProfileError: an option of another form, a column that there is not, or one that is set twice.
    """
    given: dict[str, str] = {}
    for option in options:
        column, mark, value = option.partition("=")
        if not mark or column not in (*COLUMNS, *OPTIONAL) or column in given:
            known = ", ".join((*COLUMNS, *OPTIONAL))
            raise ProfileError(f"--set {option!r}: expected COLUMN=VALUE, each column once, of {known}")
        given[column] = value.strip()
    return given


def _open(row: RawRow, given: Mapping[str, str]) -> dict[str, str]:
    """What is given for the columns that a row leaves open."""
    return {name: value for name, value in given.items() if row.cells.get(name, NOT_STATED) == NOT_STATED}


def with_columns(raw: RawFile, given: Mapping[str, str]) -> RawFile:
    """The file with what the person states in the columns that it leaves open, then with DEFAULTS.

    Raises:
        DataFormatError: the file itself states every value of a column that is given, and another one.
    """
    for column, value in given.items():
        if raw.rows and not any(column in _open(row, given) for row in raw.rows):
            for row in raw.rows:
                if row.cells[column] != value:
                    raise row.fault(column, f"{value!r}, as --set says; set only what the file leaves open")
    rows = tuple(
        RawRow(row.path, row.line, {**DEFAULTS, **row.cells, **_open(row, given)}, row.place) for row in raw.rows
    )
    return replace(raw, rows=rows)
