"""Mewsli-X: mentions of entities in news texts, and the descriptions of the entities that are searched.

Two files of JSON lines. What is embedded of each follows preprocess_mention and preprocess_entity_description of
google-research/xtreme third_party/utils_mewslix.py; gold files are read as its evaluate does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, RootModel

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import RetrievalQuery
from pipeline.sources.cell import CellFiles, Parsed, unlabelled
from pipeline.sources.lines import quote, read_document, read_records

_FOREIGN = ConfigDict(extra="ignore", frozen=True)
_MARKED = re.compile(r"\{(.*?)\}")  # braces mark the mention; those of the text become parentheses


class _Span(BaseModel):
    model_config = _FOREIGN
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class _Context(BaseModel):
    model_config = _FOREIGN
    text: str
    sentence_spans: list[_Span]


class _Mention(BaseModel):
    model_config = _FOREIGN
    example_id: str
    mention_span: _Span
    entity_id: str  # "" where XTREME-R has taken it out


class _Mentions(BaseModel):
    """a context with its mentions"""  # noqa: D415

    model_config = _FOREIGN
    context: _Context
    mentions: list[_Mention]


class _Entity(BaseModel):
    """an entity with entity_id, description and sentence_spans"""  # noqa: D415

    model_config = _FOREIGN
    entity_id: str
    description: str
    sentence_spans: list[_Span]


class _Gold(RootModel[dict[str, list[str]]]):
    """a JSON object {example id: [entity id]}"""  # noqa: D415


def read(files: CellFiles) -> Parsed:
    """Mentions in file order and all entities as candidates, with the ids of the files.

    Raises:
        MissingDataError: mentions without entity, and no gold file.
        DataFormatError: a line has another shape, a mention crosses sentences or lacks its gold, or an id is unknown.
    """
    path, entities_path = files.examples
    ids, descriptions, places = _read_entities(entities_path, entities_path.stat().st_mtime_ns)
    gold = read_document(files.gold, _Gold).root if files.gold is not None else None
    queries = []
    for number, record in read_records(path, _Mentions):
        for mention in record.mentions:
            wanted = [mention.entity_id] if gold is None else gold.get(mention.example_id, [])
            if gold is None and not mention.entity_id:
                raise unlabelled(files)
            if len(wanted) != 1 or wanted[0].strip() not in places:
                expected = f"one entity of {entities_path.name} for mention {mention.example_id!r}"
                raise DataFormatError(files.gold or path, None if gold else number, quote(wanted), expected)
            text = _mention_text(path, number, record.context, mention)
            queries.append(RetrievalQuery(mention.example_id, text, places[wanted[0].strip()]))
    if len({query.example_id for query in queries}) != len(queries):
        raise DataFormatError(path, None, "an example id for the second time", "ids that do not repeat")
    return Parsed(tuple(queries), candidates=descriptions, candidate_ids=ids)


@lru_cache(maxsize=1)  # a million entities, the same for every language
def _read_entities(
    path: Path,
    modified: int,  # noqa: ARG001  # a changed file is read again
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, int]]:
    """Ids, texts and place of each id, in file order."""
    ids: list[str] = []
    texts: list[str] = []
    for _, entity in read_records(path, _Entity):
        ids.append(entity.entity_id)
        texts.append(_one_line(" ".join(entity.description[span.start : span.end] for span in entity.sentence_spans)))
    places = {entity_id: place for place, entity_id in enumerate(ids)}
    if len(places) != len(ids):
        raise DataFormatError(path, None, "an entity id for the second time", "ids that do not repeat")
    return tuple(ids), tuple(texts), places


def _mention_text(path: Path, number: int, context: _Context, mention: _Mention) -> str:
    """The mention, a colon, and its sentence with the mention in braces."""
    span = mention.mention_span
    sentence = next((one for one in context.sentence_spans if one.start <= span.start < span.end <= one.end), None)
    if sentence is None:
        found = f"mention {mention.example_id!r} at {span.start}-{span.end}"
        raise DataFormatError(path, number, found, "a span within one sentence of its context")
    left = _MARKED.sub(r"(\1)", context.text[sentence.start : span.start])
    right = _MARKED.sub(r"(\1)", context.text[span.end : sentence.end])
    words = context.text[span.start : span.end]
    return _one_line(f"{words}: {left} {{ {words} }} {right}")


def _one_line(text: str) -> str:
    return " ".join(text.splitlines()).replace("  ", " ").strip()
