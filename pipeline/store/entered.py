"""Published figures that readers entered by hand: entered/<name>.json of a home, one file a table.

They stand in a table of their own, `entered_scores`, and never beside figures that were checked against their source.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.store.loading import naive_utc
from pipeline.store.reference import ReportedScore
from pipeline.store.sealed import read_sealed, write_sealed

PREFIX = "entered:"  # of source_id
FIRST_ID = 1_000_001  # of reported_id; those of checked figures lie far below
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
MOST_FIGURES = 5_000  # of one table
_Text = Annotated[str, Field(min_length=1, max_length=300)]


class EnteredFigure(BaseModel):
    """One figure as a reader entered it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: _Text  # as the table names it
    encoder: _Text  # as claims and reported_scores name it, with "+" and the regime behind it
    task: _Text
    language: _Text
    metric: _Text
    split: _Text
    setting: Annotated[str, Field(max_length=300)]
    value_text: Annotated[str, Field(pattern=r"^\d{1,3}(\.\d{1,20})?$")]

    @property
    def cell(self) -> tuple[str, ...]:
        """What no two figures of a table may share."""
        return (self.encoder, self.system, self.task, self.language, self.metric, self.split, self.setting)


class EnteredTable(BaseModel):
    """One table that a reader entered, with who did, when, and from where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=f"^{NAME.pattern}$")]
    title: _Text  # of the source
    url: _Text
    table: _Text
    entered_by: _Text
    entered_at: AwareDatetime
    file_name: _Text
    file_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    figures: Annotated[tuple[EnteredFigure, ...], Field(min_length=1, max_length=MOST_FIGURES)]

    @property
    def source_id(self) -> str:
        """Its name among sources."""
        return PREFIX + self.name

    @property
    def digest(self) -> str:
        """Of what was entered and from where, whoever did it and whenever."""
        kept = self.model_dump_json(exclude={"entered_by", "entered_at", "file_name", "file_sha256"})
        return hashlib.sha256(kept.encode()).hexdigest()

    def scores(self, first_id: int = FIRST_ID) -> Iterator[ReportedScore]:
        """Its figures in the form of published ones, for the judge and the audit.

        Args:
            first_id: the id of the first; the others follow.
        """
        for number, figure in enumerate(self.figures, first_id):
            yield ReportedScore(
                reported_id=number,
                source_id=self.source_id,
                source_title=self.title,
                source_url=self.url,
                table_or_section=self.table,
                params_millions=None,
                flag="",
                value=float(figure.value_text),
                **figure.model_dump(),
            )


def write_entered(folder: Path, table: EnteredTable, *, is_replaced: bool = False) -> bool:
    """Keep a table; False where the same one is there already, which is left as it is.

    Raises:
        ProfileError: another table of this name is there, and it is not to be replaced.
        DataFormatError: what is there is damaged.
    """
    path = folder / f"{table.name}.json"
    if path.exists():
        known = _read(path)
        if known.digest == table.digest:
            return False
        if not is_replaced:
            raise ProfileError(
                f"{path} already holds {len(known.figures)} figures of {known.table} of {known.title!r}, entered by "
                f"{known.entered_by}; give another --name, or say --replace to remove them"
            )
    write_sealed(path, table.model_dump(mode="json"))
    return True


def read_entered(folder: Path) -> tuple[EnteredTable, ...]:
    """Every table of a folder, by name; none where there is no such folder.

    Raises:
        DataFormatError: a file that holds no such table, was changed, or holds another than its name says.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.json")))


def _read(path: Path) -> EnteredTable:
    mend = "import the table anew"
    try:
        table = EnteredTable.model_validate_json(read_sealed(path, mend))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        found = f"{first['input']!r:.80} at {'.'.join(map(str, first['loc']))!r:.80}"
        raise DataFormatError(path, None, found, f"a table entered by hand ({first['msg']}); {mend}") from error
    if table.name != path.stem:
        raise DataFormatError(path, None, f"table {table.name!r}", f"the one that the file is named after; {mend}")
    if len({figure.cell for figure in table.figures}) < len(table.figures):
        raise DataFormatError(path, None, "a cell that stands twice", f"each once; {mend}")
    return table


def entered_rows(tables: Iterable[EnteredTable]) -> list[Mapping[str, object]]:
    """Rows of table `entered_scores`, numbered from FIRST_ID."""
    rows: list[Mapping[str, object]] = []
    for table in tables:
        about: dict[str, object] = {
            "entered_by": table.entered_by,
            "entered_at": naive_utc(table.entered_at.astimezone(UTC)),
            "file_name": table.file_name,
            "file_sha256": table.file_sha256,
        }
        rows += [score.model_dump() | about for score in table.scores(FIRST_ID + len(rows))]
    return rows


def is_entered(source_id: str) -> bool:
    """Whether a source is a table that a reader entered by hand."""
    return source_id.startswith(PREFIX)
