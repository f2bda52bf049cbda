"""What a text is about, without words: frozen plans that any of the forty languages can put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.sources.generated import values
from pipeline.sources.generated.cldr import Kind, lexicon
from pipeline.sources.generated.punctuation import end_sentence, marks

N_FORMS = 4


@dataclass(frozen=True, slots=True)
class Statement:
    """Facts of one territory: "France: euro, Europe" in one of four arrangements."""

    territory: str
    values: tuple[tuple[Kind, str], ...]
    form: int = 0


@dataclass(frozen=True, slots=True)
class DateText:
    """A day (ISO) in one of values.DATE_STYLES."""

    day: str
    style: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a unit; style "long", "short", or "words" (number in words where num2words has them)."""

    number: int
    unit: str
    style: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Names joined by the language's list pattern, "standard" (and) or "or"."""

    names: tuple[tuple[Kind, str], ...]
    style: values.ListStyle = "standard"


@dataclass(frozen=True, slots=True)
class Name:
    """A name alone."""

    kind: Kind
    code: str


Phrase = Name | Statement | DateText | Quantity | Listing


def name(language: str, kind: Kind, code: str) -> str:
    """The name of a code, or the long date of an ISO day."""
    if kind is Kind.DATE:
        return values.date_text(language, code, "long")
    return lexicon(language).name(kind, code)


def text_of(phrase: Phrase, language: str) -> str:
    """The phrase in one language, without a final stop."""
    match phrase:
        case Name():
            return name(language, phrase.kind, phrase.code)
        case Statement():
            return "".join(piece for piece, _ in statement_pieces(phrase, language))
        case DateText():
            return values.date_text(language, phrase.day, phrase.style)
        case Quantity():
            return _quantity(phrase, language)
        case Listing():
            return values.list_text(language, [name(language, *one) for one in phrase.names], phrase.style)


def passage(phrases: Sequence[Phrase], language: str) -> str:
    """Phrases one after the other, each ended by the language's full stop."""
    return "".join(end_sentence(text_of(phrase, language), language) for phrase in phrases).strip()


def statement_pieces(statement: Statement, language: str) -> list[tuple[str, Kind | None]]:
    """The text in pieces; a piece that is a name carries its kind, all else None."""
    mark = marks(language)
    subject: tuple[str, Kind | None] = (name(language, Kind.TERRITORY, statement.territory), Kind.TERRITORY)
    told: list[tuple[str, Kind | None]] = []
    for kind, code in statement.values:
        told += [(mark.comma, None), (name(language, kind, code), kind)]
    told = told[1:]
    match statement.form % N_FORMS:
        case 0:
            return [subject, (mark.colon, None), *told]
        case 1:
            return [subject, (mark.opening, None), *told, (mark.closing, None)]
        case 2:
            return [subject, (mark.dash, None), *told]
        case _:
            return [*told, (mark.opening, None), subject, (mark.closing, None)]


def _quantity(phrase: Quantity, language: str) -> str:
    length: values.Length = "short" if phrase.style == "short" else "long"
    text = values.quantity_text(language, phrase.number, phrase.unit, length)
    words = values.number_words(language, phrase.number) if phrase.style == "words" else None
    return text.replace(values.number_text(language, phrase.number), words) if words else text
