import itertools

import pytest

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import (
    Answer,
    ChoiceExample,
    ExampleSet,
    QuestionExample,
    RetrievalQuery,
    SequenceExample,
    TaggedSentence,
)
from pipeline.domain.task import Benchmark, Split, Task, TaskRole, TaskType
from pipeline.metrics.chance import chance


def _task(task_type, *metrics):
    return Task("t", "t", TaskRole.TARGET, task_type, metrics, ("en",), None, Benchmark.OTHER)


def _examples(*examples, **more):
    return ExampleSet("t", "en", Split.TEST, examples, **more)


def test_chance_of_classification_is_one_over_labels():
    examples = _examples(SequenceExample("1", "a", "b", "x"), labels=("x", "y", "z"))
    assert chance(_task(TaskType.SEQUENCE_CLASSIFICATION, "accuracy"), examples, 0) == {
        "accuracy": pytest.approx(100 / 3)
    }


def test_chance_of_classification_needs_labels():
    with pytest.raises(MetricInputError, match="names its labels"):
        chance(_task(TaskType.SEQUENCE_CLASSIFICATION, "accuracy"), _examples(SequenceExample("1", "a", "b", "x")), 0)


def test_chance_of_multiple_choice_is_mean_over_questions():
    # one question of two choices, one of four: the mean of 50 and 25
    examples = _examples(ChoiceExample("1", "", "", ("a", "b"), 0), ChoiceExample("2", "", "", ("a", "b", "c", "d"), 0))
    assert chance(_task(TaskType.MULTIPLE_CHOICE, "accuracy"), examples, 0) == {"accuracy": 37.5}


def test_chance_of_retrieval_is_one_over_candidates():
    examples = _examples(RetrievalQuery("1", "a", 0), candidates=("x", "y", "z", "w"))
    assert chance(_task(TaskType.SENTENCE_RETRIEVAL, "accuracy"), examples, 0) == {"accuracy": 25.0}


def test_chance_of_bitext_is_mean_f1_over_every_guess():
    # two lines, two candidates, one gold pair: the four guesses hold it in half of the cases, F1 then 2 * 1 / 3
    examples = _examples(
        RetrievalQuery("1", "a", 0), RetrievalQuery("2", "b", None), candidates=("x", "y"), candidate_ids=("X", "Y")
    )
    guesses = [200 * (first == 0) / 3 for first, _ in itertools.product(range(2), repeat=2)]
    expected = {"f1": pytest.approx(sum(guesses) / 4)}
    assert chance(_task(TaskType.SENTENCE_RETRIEVAL, "f1"), examples, 0) == expected


def test_chance_of_tagging_has_exact_accuracy_and_f1_near_its_expectation():
    # one word, four tags, none of them O: one segment predicted, one gold, right in a quarter of the draws
    sentences = (TaggedSentence(str(n), ("w",), ("NOUN",)) for n in range(2000))
    examples = _examples(*sentences, labels=("NOUN", "VERB", "ADJ", "X"))
    values = chance(_task(TaskType.TOKEN_CLASSIFICATION, "f1", "accuracy"), examples, 7)
    assert values["accuracy"] == 25.0
    assert values["f1"] == pytest.approx(25.0, abs=1.5)  # 20,000 draws: standard error 0.3


def test_chance_of_spans_is_near_its_expectation():
    # two words: length 1 in one draw of five (either word), else both words. Gold "red": EM 1/5 * 1/2 = 10 %;
    # F1 = 1/10 * 1 + 4/5 * 2/3 = 63.3 %
    questions = (QuestionExample(str(n), "q", "red tree", (Answer("red", 0),)) for n in range(2000))
    values = chance(_task(TaskType.SPAN_EXTRACTION, "f1", "em"), _examples(*questions), 7)
    assert values["em"] == pytest.approx(10.0, abs=3.0)  # 2,000 draws: standard error 0.7
    assert values["f1"] == pytest.approx(63.3, abs=3.0)


def test_chance_of_spans_depends_on_the_seed_alone():
    task = _task(TaskType.SPAN_EXTRACTION, "f1")
    examples = _examples(QuestionExample("1", "q", "a red tree by a small river", (Answer("red", 2),)))
    assert chance(task, examples, 1) == chance(task, examples, 1)
    assert chance(task, examples, 1) != chance(task, examples, 2)


def test_chance_refuses_no_examples():
    with pytest.raises(MetricInputError, match="at least 1"):
        chance(_task(TaskType.MULTIPLE_CHOICE, "accuracy"), _examples(), 0)
