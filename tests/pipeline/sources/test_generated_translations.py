"""Intermediate tasks put into other languages; names on the right are CLDR's, asked through Babel."""

import pytest
from babel import Locale

from pipeline.domain.errors import MissingDataError, UnknownNameError
from pipeline.domain.example import ChoiceExample, QuestionExample, SequenceExample
from pipeline.domain.task import Split
from pipeline.sources.generated.cldr import LANGUAGES, locale
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.tasks.discovery import get_task

SIZE = 60
RENDERED = ("anli_plus", "commonsenseqa", "cosmosqa", "hellaswag", "mnli", "qqp", "squad_v1", "squad_v2")
SCRIPTS = ("de", "ru", "ar", "hi", "zh")  # Latin, Cyrillic, Arabic, Devanagari, Chinese


@pytest.fixture(scope="module")
def source():
    return GeneratedSource(seed=3, sizes=Sizes(intermediate_train=SIZE))


def _pairs(source, task, language):
    english = source.read(get_task(task), Split.TRAIN, "en").examples
    rendered = source.read_translated(get_task(task), language).examples
    assert [one.example_id for one in rendered] == [one.example_id for one in english]
    assert len(rendered) == SIZE
    return list(zip(english, rendered, strict=True))


def _names(language):
    """English name -> own name, of territories and currencies."""
    english, own = Locale("en"), locale(language)
    found = {}
    for kind in ("territories", "currencies"):
        theirs = getattr(own, kind)
        found |= {name: theirs[code] for code, name in getattr(english, kind).items() if code in theirs}
    return found


def test_every_intermediate_task_but_ccg_is_rendered_in_every_other_language(source):
    for task in RENDERED:
        assert source.translated_languages(get_task(task)) == tuple(code for code in LANGUAGES if code != "en")
    assert source.translated_languages(get_task("ccg")) == ()
    assert source.translated_languages(get_task("xquad")) == ()


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("task", RENDERED)
def test_labels_and_answers_stay_with_the_same_ids_in_other_words(source, task, language):
    n_other_words = 0
    for english, rendered in _pairs(source, task, language):
        match english, rendered:
            case SequenceExample(), SequenceExample():
                assert rendered.label == english.label
                n_other_words += rendered.text_a != english.text_a
            case ChoiceExample(), ChoiceExample():
                assert rendered.label == english.label
                assert len(set(rendered.choices)) == len(english.choices)
                n_other_words += rendered.choices != english.choices
            case QuestionExample(), QuestionExample():
                assert rendered.is_answerable == english.is_answerable
                assert len(rendered.answers) == len(english.answers)
                for answer in rendered.answers:
                    assert rendered.context[answer.start : answer.start + len(answer.text)] == answer.text
                n_other_words += rendered.context != english.context
    assert n_other_words > 2 / 3 * SIZE  # short dates and many cities are written alike in German


@pytest.mark.parametrize("language", SCRIPTS)
def test_answer_is_the_same_place_or_currency_as_in_english(source, language):
    names, n_checked = _names(language), 0
    for english, rendered in _pairs(source, "squad_v1", language):
        answer = english.answers[0].text
        if answer in names:
            assert rendered.answers[0].text == names[answer]
            n_checked += 1
    for english, rendered in _pairs(source, "commonsenseqa", language):
        for choice, own in zip(english.choices, rendered.choices, strict=True):
            if choice in names:
                assert own == names[choice]
                n_checked += 1
    assert n_checked > SIZE  # some of the answers, and all five choices of some questions


@pytest.mark.parametrize("language", SCRIPTS)
def test_premise_that_entails_tells_what_the_hypothesis_says(source, language):
    """An entailed fact names one territory; its name stands in the premise, in the language's own words."""
    names = {own: english for english, own in _names(language).items()}
    n_checked = 0
    for english, rendered in _pairs(source, "mnli", language):
        if english.label != "entailment":
            continue
        told = [own for own, name in names.items() if name in english.text_b and own in rendered.text_b]
        n_checked += bool(told)
        assert all(own in rendered.text_a for own in told if names[own] in english.text_a)
    assert n_checked > 5


@pytest.mark.parametrize(
    ("language", "letters"),
    [("ru", "\u0400\u04ff"), ("ar", "\u0600\u06ff"), ("hi", "\u0900\u097f"), ("zh", "\u4e00\u9fff")],
)
@pytest.mark.parametrize("task", ["squad_v2", "mnli", "cosmosqa"])
def test_rendered_texts_are_in_the_script_of_their_language(source, task, language, letters):
    first, last = letters
    texts = []
    for _, rendered in _pairs(source, task, language):
        texts.append(rendered.text_a if isinstance(rendered, SequenceExample) else rendered.context)
    characters = [character for text in texts for character in text if character.isalpha()]
    assert sum(first <= character <= last for character in characters) > 0.9 * len(characters)


def test_rendering_into_a_language_or_task_that_is_not_there_is_an_error(source):
    with pytest.raises(MissingDataError, match=r"no training examples of 'ccg' in 'de' beside .* it has: none"):
        source.read_translated(get_task("ccg"), "de")
    with pytest.raises(MissingDataError, match="no training examples of 'mnli' in 'en' beside the English"):
        source.read_translated(get_task("mnli"), "en")
    with pytest.raises(UnknownNameError, match="'xx'"):
        source.read_translated(get_task("mnli"), "xx")


def test_english_examples_are_what_they_were_without_translation(source):
    before = source.read(get_task("squad_v2"), Split.TRAIN, "en").examples
    source.read_translated(get_task("squad_v2"), "de")
    assert source.read(get_task("squad_v2"), Split.TRAIN, "en").examples == before
