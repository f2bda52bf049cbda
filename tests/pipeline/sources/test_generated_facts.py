from datetime import date

import pytest

from pipeline.domain.errors import MissingDataError, UnknownNameError
from pipeline.domain.task import Split
from pipeline.sources.generated import phrases, values
from pipeline.sources.generated.cldr import LANGUAGES, Kind, codes, is_fallback, lexicon
from pipeline.sources.generated.facts import all_territories, entities, shared_codes, territories
from pipeline.sources.generated.registry import generated_tasks
from pipeline.sources.generated.seeding import split_of, stable_hash
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.tasks.discovery import get_task

SEED = 5
# HellaSwag goes on from a day or quantity of the split; UD-POS asks for unit words alone and has a test of its own
ROWS = {"hellaswag", "udpos"}
CELLS = [
    (task, split)
    for task in generated_tasks()
    for split in Split
    if GeneratedSource().languages(get_task(task), split)  # retrieval is never trained
]


def territory(code):
    return next(one for one in all_territories() if one.code == code)


def test_facts_agree_with_an_almanac():
    japan = territory("JP")
    assert japan.values == {
        Kind.CURRENCY: "JPY",
        Kind.LANGUAGE: "ja",
        Kind.REGION: "142",  # UN M49: Asia
        Kind.CITY: "Asia/Tokyo",
    }
    assert territory("SI").values[Kind.CURRENCY] == "EUR"
    assert territory("SI").since == date(2007, 1, 1)  # Slovenia took the euro on 1 January 2007
    assert territory("BR").values[Kind.LANGUAGE] == "pt"


@pytest.mark.parametrize("code", ["RU", "TR"])
def test_region_is_left_out_where_zones_do_not_tell_one_continent(code):
    assert Kind.REGION not in territory(code).values


def test_language_is_left_out_where_a_territory_has_several():
    assert Kind.LANGUAGE not in territory("CH").values


def test_city_is_left_out_where_it_is_the_namesake_of_the_territory():
    assert Kind.CITY not in territory("SG").values  # Singapore in Singapore


def test_splits_divide_the_territories():
    parts = [{one.code for one in territories(SEED, split)} for split in Split]
    assert sum(map(len, parts)) == len(set.union(*parts)) == len(all_territories())
    assert all(len(part) >= 20 for part in parts)


@pytest.mark.parametrize("kind", [Kind.TERRITORY, Kind.CITY, Kind.CURRENCY, Kind.LANGUAGE])
def test_splits_divide_the_names(kind):
    parts = [set(entities(SEED, split, kind)) for split in Split]
    assert sum(map(len, parts)) == len(set.union(*parts))
    assert all(parts)


@pytest.mark.parametrize(("task", "split"), CELLS)
def test_generators_use_facts_of_their_own_split_alone(task, split, monkeypatch):
    told = []
    tell_name, tell_day, tell_quantity = phrases.name, values.date_text, values.quantity_text
    monkeypatch.setattr(phrases, "name", lambda language, *one: told.append(one) or tell_name(language, *one))
    for module in ("questions", "choices", "supertags"):
        path = f"pipeline.sources.generated.families.{module}.name"
        monkeypatch.setattr(path, lambda language, *one: told.append(one) or tell_name(language, *one))
    monkeypatch.setattr(
        values, "date_text", lambda _, day, style: told.append(("day", day)) or tell_day("en", day, style)
    )
    monkeypatch.setattr(
        values,
        "quantity_text",
        lambda _, n, unit, size: told.append(("quantity", n, unit)) or tell_quantity("en", n, unit, size),
    )
    source = GeneratedSource(SEED, Sizes(intermediate_train=60, target_train=60, dev=60, test=60))
    language = source.languages(get_task(task), split)[0]
    source.read(get_task(task), split, language)

    owner = {zone: code for code, zones in _zones().items() for zone in zones}
    for kind, *fact in told:
        if kind is Kind.TERRITORY:
            assert split_of(SEED, kind, fact[0]) is split
        elif kind is Kind.CITY:
            assert split_of(SEED, Kind.TERRITORY, owner[fact[0]]) is split
        elif kind == "quantity" and task not in ROWS and fact[1] in values.UNITS:
            assert split_of(SEED, "quantity", *fact) is split
        elif kind == "day" and task not in ROWS | {"tydiqa"}:  # TyDiQA's days are facts of a territory
            assert split_of(SEED, Kind.DATE, fact[0]) is split
    assert told or task == "udpos"


def test_udpos_names_and_numbers_of_one_split_stand_in_no_other():
    source = GeneratedSource(SEED, Sizes(target_train=200, dev=60, test=100))
    used = {tag: [] for tag in ("PROPN", "NUM")}
    for split in Split:
        examples = source.read(get_task("udpos"), split, "en").examples
        pairs = {pair for example in examples for pair in zip(example.words, example.tags, strict=True)}
        for tag, found in used.items():
            found.append({word for word, own in pairs if own == tag})
    for found in used.values():
        assert sum(map(len, found)) == len(set.union(*found))


def _zones():
    from babel.core import get_global

    return get_global("territory_zones")


def test_currencies_and_languages_of_facts_belong_to_a_territory_of_the_split():
    source = GeneratedSource(SEED, Sizes(test=100))
    cell = source.read(get_task("xnli"), Split.TEST, "en")
    texts = " ".join(f"{example.text_a} {example.text_b}" for example in cell.examples)
    own = {one.values.get(Kind.CURRENCY) for one in territories(SEED, Split.TEST)}
    strange = [code for code in shared_codes(Kind.CURRENCY) if code not in own]
    names = lexicon("en").names[Kind.CURRENCY]
    assert strange
    # a name inside another name ("Dollar") does not count
    assert [names[code] for code in strange if f" {names[code]} (" in texts] == []


def test_every_language_asks_with_words_of_its_own():
    asked = {language: lexicon(language).unknown[Kind.CURRENCY] for language in LANGUAGES}
    assert asked["en"] == "Unknown Currency"
    assert asked["fi"] == "tuntematon rahayksikkö"
    assert all(text.strip() for text in asked.values())
    assert len(set(asked.values())) == len(LANGUAGES)


def test_fallback_is_a_code_or_latin_letters_in_another_script():
    assert is_fallback("de", "XCG", "XCG")
    assert is_fallback("hi", "HK", "Hong Kong")
    assert not is_fallback("de", "SN", "Senegal")
    assert not is_fallback("hi", "FR", "फ़्रांस")


def test_lexicon_keeps_no_fallback_and_counts_what_it_dropped():
    malayalam = lexicon("ml")
    assert (Kind.TERRITORY, "HK") in malayalam.dropped
    assert "HK" not in malayalam.names[Kind.TERRITORY]
    assert "HK" not in shared_codes(Kind.TERRITORY)
    with pytest.raises(MissingDataError, match="no territory name for 'HK' in 'ml'"):
        malayalam.name(Kind.TERRITORY, "HK")


def test_shared_codes_have_a_name_in_all_forty_languages():
    for kind in (Kind.TERRITORY, Kind.CITY, Kind.CURRENCY, Kind.LANGUAGE, Kind.REGION):
        assert set(shared_codes(kind)) <= set(codes(kind))
        assert all(lexicon(language).name(kind, code) for language in LANGUAGES for code in shared_codes(kind))


def test_unknown_language_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown language 'eng'; did you mean 'en'"):
        lexicon("eng")


def test_units_are_written_in_words_or_symbols_never_as_keys():
    for language in LANGUAGES:
        for unit in values.UNITS:
            for length in ("long", "short"):
                text = values.quantity_text(language, 5, unit, length)
                assert unit not in text
                assert any(char.isdigit() for char in text)


def test_unit_without_a_pattern_is_an_error():
    with pytest.raises(MissingDataError, match="no-such-unit"):
        values.quantity_text("en", 5, "no-such-unit", "long")


def test_number_words_are_the_library_s_or_none():
    assert values.number_words("en", 23) == "twenty-three"
    assert values.number_words("de", 23) == "dreiundzwanzig"
    assert values.number_words("sw", 23) is None


def test_every_language_has_number_words_or_is_known_to_lack_them():
    from pipeline.sources.generated.values import _NO_NUMBER_WORDS

    lacking = {language for language in LANGUAGES if values.number_words(language, 23) is None}
    assert lacking == set(_NO_NUMBER_WORDS)


def test_stable_hash_is_the_same_on_every_machine():
    # printf 'a\x1f1' | b2sum -l 64, GNU coreutils
    assert stable_hash("a", 1) == 0x8181C16B4AD83CC1
