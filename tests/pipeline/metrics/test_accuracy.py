import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.errors import MetricInputError
from pipeline.metrics.accuracy import accuracy

_LABELS = st.sampled_from(["entailment", "neutral", "contradiction"])


def test_accuracy_is_percent_of_equal_labels():
    assert accuracy(["a", "b", "c", "a"], ["a", "b", "a", "b"]) == 50.0


@pytest.mark.parametrize(("predicted", "gold"), [(["a"], ["a", "b"]), (["a", "b"], ["a"]), ([], [])])
def test_accuracy_refuses_other_lengths_and_nothing(predicted, gold):
    with pytest.raises(MetricInputError, match=f"got {len(predicted)} predicted labels for {len(gold)} gold"):
        accuracy(predicted, gold)


@given(st.lists(st.tuples(_LABELS, _LABELS), min_size=1), st.randoms())
def test_accuracy_ignores_the_order_of_examples(pairs, random):
    before = accuracy(*zip(*pairs, strict=True))
    random.shuffle(pairs)
    assert accuracy(*zip(*pairs, strict=True)) == before


@given(st.lists(_LABELS, min_size=1))
def test_accuracy_of_perfect_predictions_is_100(gold):
    assert accuracy(gold, gold) == 100.0
