import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score

from pipeline.domain.errors import MetricInputError
from pipeline.metrics.tag_f1 import TagCounts, as_iobes, f1_from_counts, tag_counts, tag_f1, token_accuracy

_UD = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
_PANX = "O B-PER I-PER B-ORG I-ORG B-LOC I-LOC".split()


@st.composite
def _tagged(draw, tags):
    """[n] pairs of predicted and gold tags of the same sentence."""
    sentence = st.lists(st.tuples(st.sampled_from(tags), st.sampled_from(tags)), min_size=1, max_size=12)
    return [tuple(zip(*words, strict=True)) for words in draw(st.lists(sentence, min_size=1, max_size=5))]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("NOUN", "I-NOUN"),
        ("SYM", "S-SYM"),
        ("SCONJ", "S-SCONJ"),
        ("CCONJ", "I-CCONJ"),
        ("INTJ", "I-INTJ"),
        ("X", "I-X"),
        ("_", "I-_"),
        ("B-PER", "B-PER"),
        ("O", "O"),
        ("", "O"),
    ],
)
def test_as_iobes_reads_tags_as_seqeval_0_0_12(tag, expected):
    assert as_iobes(tag) == expected


def test_tag_counts_merge_neighbouring_nouns_and_keep_symbols_apart():
    # gold: DET, NOUN NOUN, SYM, SYM = 4 segments; predicted: DET, NOUN, VERB, SYM, SYM = 5; DET and both SYM agree
    gold = [["DET", "NOUN", "NOUN", "SYM", "SYM"]]
    predicted = [["DET", "NOUN", "VERB", "SYM", "SYM"]]
    assert tag_counts(predicted, gold) == (TagCounts(3, 5, 4),)


def test_tag_f1_tells_cconj_from_sconj():
    assert tag_f1([["CCONJ"]], [["SCONJ"]]) == 0.0


def test_tag_f1_is_two_thirds_where_one_entity_of_two_is_found():
    # 1 right of 1 predicted and 2 gold: 2 * 1 / 3
    assert tag_f1([["B-PER", "I-PER", "O"]], [["B-PER", "I-PER", "B-LOC"]]) == pytest.approx(200 / 3)


def test_tag_f1_without_segments_is_0():
    assert tag_f1([["O", "O"]], [["O", "O"]]) == 0.0


def test_token_accuracy_weighs_words_not_sentences():
    assert token_accuracy([["X"], ["X", "VERB", "X"]], [["X"], ["VERB", "VERB", "VERB"]]) == 50.0


def test_tag_f1_names_the_sentence_with_other_length():
    with pytest.raises(MetricInputError, match="sentence 2 has 1 predicted tags for 2 words"):
        tag_f1([["O"], ["O"]], [["O"], ["O", "O"]])


@given(_tagged(_PANX))
def test_summed_counts_give_seqevals_f1_on_entities(pairs):
    predicted, gold = ([list(side) for side in sides] for sides in zip(*pairs, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # undefined precision where nothing is predicted
        expected = 100 * f1_score(gold, predicted)
    assert f1_from_counts(tag_counts(predicted, gold)) == pytest.approx(expected)


@given(_tagged(_UD))
def test_summed_counts_give_seqevals_f1_on_parts_of_speech(pairs):
    # another way to 0.0.12's reading: "N-NOUN" has 1.2.2 see prefix N and type NOUN (it warns that this is no NE tag)
    predicted, gold = ([[f"{tag[0]}-{tag}" for tag in side] for side in sides] for sides in zip(*pairs, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = 100 * f1_score(gold, predicted)
    assert tag_f1(*zip(*pairs, strict=True)) == pytest.approx(expected)


@given(_tagged(_UD), st.randoms())
def test_tag_f1_ignores_the_order_of_sentences(pairs, random):
    before = tag_f1(*zip(*pairs, strict=True))
    random.shuffle(pairs)
    assert tag_f1(*zip(*pairs, strict=True)) == before


@given(_tagged(_UD))
def test_tag_f1_of_perfect_predictions_is_100(pairs):
    gold = [sentence for _, sentence in pairs]
    assert tag_f1(gold, gold) == 100.0
