from pipeline.domain.task import Split
from pipeline.sources.generated import phrases, values
from pipeline.sources.generated.cldr import LANGUAGES, Kind
from pipeline.sources.generated.seeding import split_of
from pipeline.sources.generated.text import documents


def test_raw_text_tells_facts_and_days_of_the_training_split_alone(monkeypatch):
    told, days = [], []
    tell, write = phrases.statement_pieces, values.date_text
    monkeypatch.setattr(
        phrases, "statement_pieces", lambda one, language: told.append(one.territory) or tell(one, language)
    )
    monkeypatch.setattr(
        values, "date_text", lambda language, day, style: days.append(day) or write(language, day, style)
    )
    assert len(list(documents(9, "ka", 400))) == 400
    assert told
    assert days
    assert {split_of(9, Kind.TERRITORY, code) for code in told} == {Split.TRAIN}
    assert {split_of(9, Kind.DATE, day) for day in days} == {Split.TRAIN}


def test_raw_text_is_never_empty_and_ends_like_a_sentence_in_every_language():
    for language in LANGUAGES:
        for document in documents(9, language, 60):
            assert document == document.strip()
            assert document[-1] in ".。।۔။"


def test_longer_raw_text_extends_the_shorter():
    assert list(documents(9, "th", 30))[:10] == list(documents(9, "th", 10))
