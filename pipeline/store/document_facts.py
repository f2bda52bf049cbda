"""Facts of audited reports that ship, none of their sentences: data/documents/<document_id>.facts.json.

document_id         first 16 digits of the report's sha256
title, dated        as printed
research_question   in our own words
asserted            what the report counts about itself: claims, verified, unverified, papers, quality
rows                position, tick, confidence, whether the sentence is cut off, outcome of the audit, and parts
parts               one assertion each: registered claims (none: []), how sure, names and number it is about
names_not_claimed   encoders, benchmarks and tasks that title or question name and no row does
sections_cut        headings of sections that end within a sentence
references          as printed

`python -m pipeline audit --facts` writes it from the text; a question that stands there already is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.atom import MappingStatus
from pipeline.domain.document import AssertedQuantity
from pipeline.domain.errors import DataFormatError
from pipeline.store.atomic import write_json
from pipeline.store.home import DATA

DOCUMENTS = DATA / "documents"
ENDING = ".facts.json"
_Id = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class PartFacts(BaseModel):
    """One assertion of a row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: MappingStatus
    claims: list[str]
    subjects: list[str]  # names of data/reference/aliases.yaml
    value: Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")] | None = None
    quantity: str | None = None
    is_negated: bool = False


class RowFacts(BaseModel):
    """One claim row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    position: Annotated[int, Field(ge=1)]
    is_ticked: bool
    confidence: Annotated[float, Field(ge=0, le=1)] | None
    is_cut: bool
    parts: Annotated[list[PartFacts], Field(min_length=1)]
    outcome: str  # what holding the row against its source came to
    misquotes: list[str] = []  # kinds of what it says otherwise than its source
    reason: str = ""  # of a misquote, in our words


class DocumentFacts(BaseModel):
    """One report without its sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document_id: _Id
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    title: str
    dated: str | None
    research_question: str | None
    asserted: dict[AssertedQuantity, float]
    rows: list[RowFacts]
    names_not_claimed: list[str]
    sections_cut: list[str]
    references: list[str]


class _Question(BaseModel):
    """What a person wrote into a file of facts, whatever else stands there."""

    research_question: str | None = None


def write_facts(folder: Path, facts: DocumentFacts) -> Path:
    """Put the facts into `folder` and return their path; a question in our words that stands there is kept."""
    path = folder / f"{facts.document_id}{ENDING}"
    if path.exists() and facts.research_question is None:
        facts = facts.model_copy(
            update={"research_question": _Question.model_validate_json(path.read_bytes()).research_question}
        )
    write_json(path, facts.model_dump(mode="json"))
    return path


def read_facts(folder: Path = DOCUMENTS) -> tuple[DocumentFacts, ...]:
    """All facts in `folder`, by date and title; none where there is no such folder.

    Raises:
        DataFormatError: a file in another form, or named after another document.
    """
    found = [_read(path) for path in sorted(folder.glob(f"*{ENDING}"))]
    return tuple(sorted(found, key=lambda facts: (facts.title, facts.document_id)))


def without_text_beside(facts: Iterable[DocumentFacts], titles: Iterable[str]) -> tuple[DocumentFacts, ...]:
    """The facts of reports whose text is not at hand, told by title."""
    known = {" ".join(title.casefold().split()) for title in titles}
    return tuple(one for one in facts if " ".join(one.title.casefold().split()) not in known)


def _read(path: Path) -> DocumentFacts:
    try:
        facts = DocumentFacts.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{first['input']!r:.80} at {'.'.join(map(str, first['loc']))!r}"
        raise DataFormatError(path, None, found, f"facts of a report ({first['msg']})") from error
    if path.name != f"{facts.document_id}{ENDING}":
        raise DataFormatError(path, None, f"document {facts.document_id!r}", "the one that the file is named after")
    return facts
