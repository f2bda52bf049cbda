from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.example import ExampleSet, SequenceExample
from pipeline.domain.task import Split
from pipeline.experiments.sampling import sample


def _examples(ids, language="en"):
    rows = tuple(SequenceExample(str(one), f"{language} {one}", None, "yes") for one in ids)
    return ExampleSet("toy", language, Split.TRAIN, rows, ("no", "yes"), provenance="toy.tsv")


def _ids(examples):
    return [example.example_id for example in examples.examples]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5))
def test_larger_sample_holds_every_smaller_one_in_file_order(first, second, seed):
    examples = _examples(range(30))
    small, large = (_ids(sample(examples, limit, seed)) for limit in sorted((first, second)))
    assert set(small) <= set(large)
    for ids, limit in ((small, min(first, second)), (large, max(first, second))):
        assert len(ids) == min(limit, 30)
        assert ids == sorted(ids, key=int)


def test_sample_follows_from_its_seed():
    examples = _examples(range(100))
    assert _ids(sample(examples, 10, 0)) == _ids(sample(examples, 10, 0))
    assert _ids(sample(examples, 10, 0)) != _ids(sample(examples, 10, 1))


def test_parallel_languages_keep_the_same_examples_whatever_their_order():
    english, german = _examples(range(50)), _examples(reversed(range(50)), "de")
    assert set(_ids(sample(english, 12, 3))) == set(_ids(sample(german, 12, 3)))
    assert {example.text_a[:2] for example in sample(german, 12, 3).examples} == {"de"}


def test_sample_of_all_is_the_set_itself_and_a_part_keeps_what_else_it_says():
    examples = _examples(range(5))
    assert sample(examples, None, 0) is examples
    assert sample(examples, 5, 0) is examples
    part = sample(examples, 2, 0)
    assert (part.labels, part.provenance, part.language) == (("no", "yes"), "toy.tsv", "en")


def test_sample_is_spread_over_the_file():
    ids = [int(one) for one in _ids(sample(_examples(range(1000)), 100, 0))]
    # of 100 draws, 50 fall into the first half, give or take three standard errors of 5
    assert 35 <= sum(one < 500 for one in ids) <= 65
