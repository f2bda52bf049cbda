import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ExampleSet, SequenceExample
from pipeline.domain.task import Split
from pipeline.experiments.sampling import sample, spread


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


def test_spread_gives_each_language_an_even_share_of_what_one_of_them_would_give():
    codes = ("de", "ar", "zh")
    found = spread({code: _examples(range(100), code) for code in codes}, 20, seed=3)
    assert sorted(_ids(found), key=int) == sorted(_ids(sample(_examples(range(100)), 20, seed=3)), key=int)
    by_language = [example.text_a[:2] for example in found.examples]
    assert by_language == ["ar"] * 7 + ["de"] * 7 + ["zh"] * 6  # 20 = 7 + 7 + 6, the first codes first
    assert (found.language, found.labels, found.provenance) == ("mul", ("no", "yes"), "toy.tsv")


def test_spread_of_all_says_every_example_once():
    found = spread({code: _examples(range(10), code) for code in ("de", "ar")}, None, seed=0)
    assert sorted(_ids(found), key=int) == [str(number) for number in range(10)]
    assert [example.text_a[:2] for example in found.examples].count("de") == 5


def test_spread_makes_up_for_examples_that_a_language_lacks():
    found = spread({"de": _examples(range(100)), "sw": _examples(range(10), "sw")}, 60, seed=1)
    assert len(found.examples) == len(set(_ids(found))) == 60
    assert [example.text_a[:2] for example in found.examples].count("sw") == 10  # all that it has, of a share of 30


def test_spread_gives_even_shares_where_one_language_has_ids_of_its_own():
    english = _examples((f"en-{number}" for number in range(50)), "en")
    sets = {"en": english, "de": _examples(range(50), "de"), "zh": _examples(range(50), "zh")}
    counts = [example.text_a[:2] for example in spread(sets, 30, seed=2).examples]
    assert (counts.count("de"), counts.count("en"), counts.count("zh")) == (10, 10, 10)
    assert len(spread(sets, None, seed=2).examples) == 50  # as many as one of them


def test_spread_follows_from_its_seed_and_not_from_the_order_of_the_languages():
    sets = {code: _examples(range(50), code) for code in ("de", "ar", "zh")}
    found = spread(sets, 9, 0)
    assert spread(dict(reversed(sets.items())), 9, 0).examples == found.examples
    assert spread(sets, 9, 1).examples != found.examples


def test_spread_over_languages_of_other_labels_is_an_error():
    other = ExampleSet("toy", "de", Split.TRAIN, (), ("ja", "nein"), provenance="de.tsv")
    with pytest.raises(DataFormatError, match=r"de\.tsv: found labels \['ja', 'nein'\]; expected \['no', 'yes'\]"):
        spread({"ar": _examples(range(3), "ar"), "de": other}, 2, seed=0)
