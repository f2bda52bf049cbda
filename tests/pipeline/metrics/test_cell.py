import numpy as np
import pytest

from pipeline.domain.errors import MetricInputError, UnknownNameError
from pipeline.domain.example import (
    Answer,
    ChoiceExample,
    ExampleSet,
    QuestionExample,
    RetrievalQuery,
    SequenceExample,
    TaggedSentence,
)
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Benchmark, Split, Task, TaskRole, TaskType
from pipeline.metrics.cell import score_cell
from pipeline.metrics.tag_f1 import TagCounts, f1_from_counts


def _task(task, task_type, *metrics):
    return Task(task, task, TaskRole.TARGET, task_type, metrics, ("en",), None, Benchmark.OTHER)


def _examples(task, language, *examples, labels=()):
    return ExampleSet(task.task, language, Split.TEST, examples, labels)


_XNLI = _task("xnli", TaskType.SEQUENCE_CLASSIFICATION, "accuracy")
_UDPOS = _task("udpos", TaskType.TOKEN_CLASSIFICATION, "f1", "accuracy")
_PANX = _task("panx", TaskType.TOKEN_CLASSIFICATION, "f1")
_XQUAD = _task("xquad", TaskType.SPAN_EXTRACTION, "f1", "em")
_MLQA = _task("mlqa", TaskType.SPAN_EXTRACTION, "f1", "em")
_SQUAD_V2 = _task("squad_v2", TaskType.SPAN_EXTRACTION, "f1", "em")
_HELLASWAG = _task("hellaswag", TaskType.MULTIPLE_CHOICE, "accuracy")
_TATOEBA = _task("tatoeba", TaskType.SENTENCE_RETRIEVAL, "accuracy")


def _values(cell):
    return [(value.metric, value.value) for value in cell.values]


def test_score_cell_classification_keeps_each_answer():
    examples = _examples(
        _XNLI, "th", SequenceExample("a", "ก", "ข", "neutral"), SequenceExample("b", "ค", None, "entailment")
    )
    cell = score_cell(_XNLI, examples, ["neutral", "contradiction"])
    assert _values(cell) == [("accuracy", 50.0)]
    assert cell.predictions == (
        Prediction("a", "neutral", "neutral", 1.0),
        Prediction("b", "contradiction", "entailment", 0.0),
    )


def test_score_cell_tagging_gives_metrics_in_task_order_and_counts_by_sentence():
    examples = _examples(
        _UDPOS,
        "en",
        TaggedSentence("1", ("big", "dogs", "bark"), ("ADJ", "NOUN", "VERB")),
        TaggedSentence("2", ("run",), ("VERB",)),
    )
    cell = score_cell(_UDPOS, examples, [["ADJ", "VERB", "VERB"], ["VERB"]])
    # sentence 1: ADJ right of {ADJ, VERB VERB}, gold 3; sentence 2: 1 of 1. F1 = 2 * 2 / (3 + 4)
    assert _values(cell) == [("f1", pytest.approx(400 / 7)), ("accuracy", 75.0)]
    assert cell.predictions[0] == Prediction("1", "ADJ VERB VERB", "ADJ NOUN VERB", pytest.approx(2 / 3), 1, 2, 3)
    assert cell.predictions[1] == Prediction("2", "VERB", "VERB", 1.0, 1, 1, 1)


def test_score_cell_tagging_counts_of_predictions_give_the_f1():
    examples = _examples(
        _PANX, "zh", *(TaggedSentence(str(n), ("北", "京"), ("B-LOC", "I-LOC")) for n in range(3)), labels=("O",)
    )
    cell = score_cell(_PANX, examples, [["B-LOC", "I-LOC"], ["B-LOC", "B-LOC"], ["O", "O"]])
    counts = [TagCounts(p.n_true_positive, p.n_predicted, p.n_gold) for p in cell.predictions]
    assert f1_from_counts(counts) == cell.values[0].value == pytest.approx(200 / 6)  # 1 right, 3 predicted, 3 gold


@pytest.mark.parametrize(
    ("labels", "filled"), [(("O", "B-LOC"), "B-LOC O"), (("NOUN", "X"), "B-LOC X"), (("N/N",), "B-LOC ")]
)
def test_score_cell_tagging_fills_words_beyond_the_encoders_reach(labels, filled):
    examples = _examples(_PANX, "en", TaggedSentence("1", ("Rome", "burns"), ("B-LOC", "O")), labels=labels)
    assert score_cell(_PANX, examples, [["B-LOC"]]).predictions[0].predicted == filled


def test_score_cell_tagging_refuses_more_tags_than_words():
    examples = _examples(_PANX, "en", TaggedSentence("s7", ("Rome",), ("B-LOC",)), labels=("O",))
    with pytest.raises(MetricInputError, match="'s7' has 1 words and was answered with 2 tags"):
        score_cell(_PANX, examples, [["O", "O"]])


def test_score_cell_tagging_refuses_a_string_for_a_sequence():
    examples = _examples(_PANX, "en", TaggedSentence("s7", ("Rome",), ("B-LOC",)), labels=("O",))
    with pytest.raises(MetricInputError, match="'s7' was answered with 'O'"):
        score_cell(_PANX, examples, ["O"])


@pytest.mark.parametrize(("task", "f1"), [(_MLQA, 80.0), (_XQUAD, 0.0)])
def test_score_cell_spans_normalise_as_the_task_does(task, f1):
    # MLQA counts characters (precision 2/3, recall 1); XQuAD knows white space alone
    examples = _examples(task, "zh", QuestionExample("q", "哪里？", "我在北京", (Answer("北京", 2),)))
    cell = score_cell(task, examples, ["在北京"])
    assert _values(cell) == [("f1", pytest.approx(f1)), ("em", 0.0)]
    assert cell.predictions[0].outcome == pytest.approx(f1 / 100)
    assert cell.predictions[0].gold == '["北京"]'


def test_score_cell_spans_reward_silence_on_unanswerable_questions():
    examples = _examples(_SQUAD_V2, "en", QuestionExample("q", "Why?", "No reason.", (), is_answerable=False))
    assert _values(score_cell(_SQUAD_V2, examples, [""])) == [("f1", 100.0), ("em", 100.0)]


def test_score_cell_multiple_choice_takes_numbers_of_numpy():
    examples = _examples(
        _HELLASWAG, "en", ChoiceExample("1", "c", "", ("x", "y"), 1), ChoiceExample("2", "c", "", ("x", "y"), 0)
    )
    cell = score_cell(_HELLASWAG, examples, np.array([1, 1]).tolist())
    assert _values(cell) == _values(score_cell(_HELLASWAG, examples, list(np.array([1, 1])))) == [("accuracy", 50.0)]
    assert cell.predictions[1] == Prediction("2", "1", "0", 0.0)


def test_score_cell_multiple_choice_refuses_text():
    examples = _examples(_HELLASWAG, "en", ChoiceExample("1", "c", "", ("x", "y"), 1))
    with pytest.raises(MetricInputError, match="reply '1' in hellaswag/test/en is a str"):
        score_cell(_HELLASWAG, examples, ["1"])


def test_score_cell_retrieval_is_accuracy_of_candidates():
    examples = _examples(_TATOEBA, "ar", RetrievalQuery("0", "نهر", 2), RetrievalQuery("1", "بيت", 0))
    assert _values(score_cell(_TATOEBA, examples, [2, 1])) == [("accuracy", 50.0)]


def test_score_cell_refuses_another_number_of_answers():
    with pytest.raises(MetricInputError, match="got 2 predicted answers for 1 gold"):
        score_cell(_XNLI, _examples(_XNLI, "en", SequenceExample("1", "a", "b", "neutral")), ["neutral"] * 2)


@pytest.mark.parametrize(
    ("task", "example", "answer"),
    [
        (_XNLI, SequenceExample("e5", "a", "b", None), "neutral"),
        (_PANX, TaggedSentence("e5", ("Rome",), None), ["O"]),
        (_XQUAD, QuestionExample("e5", "q", "c", ()), "c"),
        (_HELLASWAG, ChoiceExample("e5", "c", "", ("x", "y"), None), 0),
        (_TATOEBA, RetrievalQuery("e5", "t", None), 0),
    ],
)
def test_score_cell_names_an_example_without_gold(task, example, answer):
    with pytest.raises(MetricInputError, match=f"'e5' of {task.task}/test/en cannot be scored"):
        score_cell(task, _examples(task, "en", example), [answer])


def test_score_cell_refuses_a_metric_of_another_type():
    task = _task("xnli", TaskType.SEQUENCE_CLASSIFICATION, "acuracy")
    with pytest.raises(UnknownNameError, match="did you mean 'accuracy'"):
        score_cell(task, _examples(task, "en", SequenceExample("1", "a", "b", "neutral")), ["neutral"])
