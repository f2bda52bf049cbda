from collections import Counter

import pytest

from pipeline.domain.task import Split
from pipeline.sources.generated.cldr import LANGUAGES, Kind, lexicon
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.tasks.discovery import get_task

SOURCE = GeneratedSource(seed=1, sizes=Sizes(intermediate_train=60, target_train=60, dev=60, test=60))


def read(task, language="en", split=Split.TEST):
    return SOURCE.read(get_task(task), split, language)


@pytest.mark.parametrize("task", ["xnli", "pawsx", "xquad", "mlqa", "tatoeba"])
def test_parallel_tasks_share_ids_labels_and_order(task):
    first = read(task, "de").examples
    for language in LANGUAGES[:1] + LANGUAGES[-3:]:
        other = read(task, language).examples
        assert [example.example_id for example in other] == [example.example_id for example in first]
        assert [getattr(example, "label", None) for example in other] == [
            getattr(example, "label", None) for example in first
        ]


@pytest.mark.parametrize("task", ["tydiqa", "panx", "udpos", "bucc2018"])
def test_other_tasks_have_examples_of_their_own_in_each_language(task):
    # German and French order digits alike; a parallel text would repeat them
    german, french = (
        [tuple(char for char in repr(example) if char.isdigit()) for example in read(task, language).examples]
        for language in ("de", "fr")
    )
    assert german != french


@pytest.mark.parametrize("task", ["squad_v1", "squad_v2", "xquad", "mlqa", "tydiqa"])
def test_gold_spans_match_the_context_in_every_language(task):
    for language in SOURCE.languages(get_task(task), Split.TEST):
        for example in read(task, language).examples:
            for answer in example.answers:
                assert example.context[answer.start : answer.start + len(answer.text)] == answer.text
                assert answer.text.strip() == answer.text != ""
            assert bool(example.answers) is example.is_answerable


def test_squad_v2_leaves_every_third_question_without_answer():
    assert Counter(example.is_answerable for example in read("squad_v2").examples) == {True: 40, False: 20}
    assert all(example.is_answerable for example in read("squad_v1").examples)


def test_unanswerable_question_asks_for_what_the_context_does_not_tell():
    # a name told twice would answer; each territory stands once in a context
    for example in read("squad_v2").examples:
        if not example.is_answerable:
            kinds = {lexicon("en").unknown[kind]: kind for kind in (Kind.CURRENCY, Kind.LANGUAGE, Kind.CITY)}
            asked = next((kind for phrase, kind in kinds.items() if phrase in example.question), None)
            if asked is None:
                continue
            sentence = [part for part in example.context.split(". ") if _subject(example.question) in part]
            names = lexicon("en").names[asked].values()
            assert not [name for part in sentence for name in names if f" {name}," in part or f" {name})" in part]


def _subject(question):
    parts = question.rstrip("?").replace(": ", ", ").split(", ")
    return next(part for part in parts if not part.startswith("Unknown"))


@pytest.mark.parametrize(
    ("task", "share"), [("xnli", 1 / 3), ("mnli", 1 / 3), ("anli_plus", 1 / 3), ("pawsx", 1 / 2), ("qqp", 1 / 2)]
)
def test_labels_are_balanced_and_of_the_task(task, share):
    counts = Counter(example.label for example in read(task).examples)
    assert set(counts) == set(get_task(task).labels) == set(read(task).labels)
    assert set(counts.values()) == {round(60 * share)}


def test_entailed_hypothesis_names_nothing_that_the_premise_does_not():
    for example in read("xnli").examples:
        words = set(example.text_b.replace(".", " ").replace(",", " ").replace("(", " ").replace(")", " ").split())
        if example.label == "entailment" and not any(char.isdigit() for char in example.text_b):
            premise = example.text_a.replace(".", " ").replace(",", " ").replace("(", " ").replace(")", " ")
            assert {word.strip(":–") for word in words} <= {word.strip(":–") for word in premise.split()} | {""}


@pytest.mark.parametrize(("task", "n_choices"), [("hellaswag", 4), ("cosmosqa", 4), ("commonsenseqa", 5)])
def test_choices_are_all_different_and_the_right_one_stands_anywhere(task, n_choices):
    examples = SOURCE.read(get_task(task), Split.TRAIN, "en").examples
    assert all(len(set(example.choices)) == n_choices for example in examples)
    assert {example.label for example in examples} == set(range(n_choices))


def test_right_choice_of_cosmosqa_stands_in_the_context():
    assert all(example.choices[example.label] in example.context for example in read("cosmosqa").examples)


def test_commonsenseqa_has_no_context_and_cosmosqa_has_one():
    assert {example.context for example in read("commonsenseqa").examples} == {""}
    assert all(example.context for example in read("cosmosqa").examples)


@pytest.mark.parametrize("task", ["panx", "udpos"])
def test_tags_are_as_many_as_words_and_of_the_task_in_every_language(task):
    for language in LANGUAGES:
        cell = read(task, language)
        for example in cell.examples:
            assert len(example.words) == len(example.tags)
            assert set(example.tags) <= set(get_task(task).labels)
            assert all(word and not any(char.isspace() for char in word) for word in example.words)


def test_panx_continues_only_what_it_began():
    for example in read("panx", "fr").examples:
        for before, tag in zip(("O", *example.tags), example.tags, strict=False):
            assert not tag.startswith("I-") or before[1:] == tag[1:]


def test_panx_has_all_three_classes_in_every_language():
    for language in LANGUAGES:
        tags = {tag for example in read("panx", language).examples for tag in example.tags}
        assert {"B-LOC", "B-ORG", "B-PER", "O"} <= tags


def test_udpos_has_the_six_classes_that_cldr_makes_certain():
    tags = {tag for example in read("udpos").examples for tag in example.tags}
    assert tags == {"CCONJ", "NOUN", "NUM", "PROPN", "PUNCT", "SYM"}


def test_udpos_numbers_are_numbers_and_marks_are_marks():
    for example in read("udpos", "ru").examples:
        for word, tag in zip(example.words, example.tags, strict=True):
            assert not word.isdigit() or tag == "NUM"
            assert (tag in {"PUNCT", "SYM"}) is (not any(char.isalnum() for char in word))


def test_ccg_tags_fit_the_declared_labels():
    cell = SOURCE.read(get_task("ccg"), Split.TRAIN, "en")
    used = {tag for example in cell.examples for tag in example.tags}
    assert used == set(cell.labels)


def test_ccg_number_is_a_modifier_before_a_noun_and_a_noun_after_a_month():
    for example in SOURCE.read(get_task("ccg"), Split.TRAIN, "en").examples:
        for word, tag, after in zip(example.words, example.tags, (*example.tags[1:], "."), strict=True):
            if word == "per":
                assert tag == "(NP\\NP)/NP"
            if tag == "N/N[num]":
                assert after == "N[num]"
            if tag == "N/N":
                assert after in {"N", "N/N"}


def test_tatoeba_pairs_each_query_with_its_own_line():
    cell = read("tatoeba", "de")
    assert [example.target for example in cell.examples] == list(range(60))
    assert len(set(cell.candidates)) == len(cell.candidate_ids) == 60
    english = read("tatoeba", "sw").candidates
    assert english == cell.candidates


def test_tatoeba_pairs_say_the_same():
    # digits are written alike in German and English short of the order of day and year
    for example in read("tatoeba", "de").examples:
        line = read("tatoeba", "de").candidates[example.target]
        assert sorted(filter(str.isdigit, example.text)) == sorted(filter(str.isdigit, line))


def test_bucc_leaves_half_of_the_queries_without_a_partner():
    cell = read("bucc2018", "zh")
    targets = [example.target for example in cell.examples if example.target is not None]
    assert len(cell.examples) == len(cell.candidates) == 60
    assert len(targets) == len(set(targets)) == 30


def test_no_two_examples_of_a_cell_are_alike():
    for task in ("xnli", "xquad", "pawsx", "panx", "udpos", "tydiqa"):
        seen = {repr(example).replace(example.example_id, "") for example in read(task, "it").examples}
        assert len(seen) == 60


def test_no_sentence_ends_in_two_full_stops():
    # Russian and Bulgarian dates end in the abbreviation "г."
    for language in ("ru", "bg", "hi", "ur", "my", "zh"):
        texts = [text for example in read("xnli", language).examples for text in (example.text_a, example.text_b)]
        texts += [example.context for example in read("tydiqa", language).examples]
        assert not [text for text in texts if any(mark * 2 in text for mark in ".。।۔။")]
