import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.errors import MetricInputError
from pipeline.metrics.span_em_f1 import (
    SpanMatch,
    SpanRule,
    normalise_mlqa,
    normalise_squad,
    span_em_f1,
    span_impl,
    span_match,
)

_RULES = st.sampled_from(list(SpanRule))


def test_normalise_squad_strips_english_articles_and_ascii_punctuation_alone():
    assert normalise_squad("The  «House», a.k.a. an  Inn!") == "«house» aka inn"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The «House» of an Owl", "house of owl"),
        ("es", "¿Unos libros de la abuela?", "libros de abuela"),
        ("de", "Der Hund des Bäckers", "hund bäckers"),
        ("vi", "Những chiếc thuyền", "thuyền"),
        ("ar", "المكتبة الكبيرة", "مكتبة كبيرة"),
        ("hi", "नदी के पास।", "नदी के पास"),
        ("zh", "在ABC大学，3月", "在 abc 大 学 3 月"),
    ],
)
def test_normalise_mlqa_follows_the_language(language, text, expected):
    assert normalise_mlqa(text, language) == expected


def test_normalise_mlqa_keeps_the_articles_of_languages_outside_mlqa():
    assert normalise_mlqa("Le Chat, (noir)!", "fr") == "le chat noir"
    assert span_impl(SpanRule.MLQA, "f1", "fr") == "MLQA v1 f1 (fr: not of MLQA, articles kept)"


def test_span_match_takes_the_best_gold_answer():
    # "old harbour" against 3 words: 2 common, precision 1, recall 2/3, F1 0.8; against "harbour old": F1 1, not exact
    assert span_match("old harbour", ["near old harbour"]) == SpanMatch(0.0, pytest.approx(0.8))
    assert span_match("old harbour", ["near old harbour", "harbour old"]) == SpanMatch(0.0, 1.0)


def test_span_match_counts_chinese_characters_under_mlqa_alone():
    # three characters, two gold ones among them: precision 2/3, recall 1
    assert span_match("在北京", ["北京"], SpanRule.MLQA, "zh") == SpanMatch(0.0, pytest.approx(0.8))
    assert span_match("在北京", ["北京"], SpanRule.SQUAD_V1, "zh") == SpanMatch(0.0, 0.0)


@pytest.mark.parametrize(("predicted", "value"), [("", 1.0), ("the.", 1.0), ("Nora", 0.0)])
def test_span_match_without_gold_answer_rewards_silence(predicted, value):
    assert span_match(predicted, [], SpanRule.SQUAD_V2) == SpanMatch(value, value)


def test_span_match_silence_on_an_answerable_question_is_wrong():
    assert span_match("", ["Nora"], SpanRule.SQUAD_V2) == SpanMatch(0.0, 0.0)


def test_span_match_of_bare_punctuation_differs_between_scripts():
    assert span_match("?", ["?"], SpanRule.SQUAD_V1) == SpanMatch(1.0, 0.0)
    assert span_match("?", ["?"], SpanRule.SQUAD_V2) == SpanMatch(1.0, 1.0)


def test_span_em_f1_is_mean_in_percent():
    assert span_em_f1([SpanMatch(1.0, 1.0), SpanMatch(0.0, 0.5)]) == (50.0, 75.0)


def test_span_em_f1_refuses_no_question():
    with pytest.raises(MetricInputError, match="0 questions"):
        span_em_f1([])


@given(st.text(), st.lists(st.text(), max_size=3), _RULES)
def test_span_match_ignores_the_order_of_gold_answers(predicted, gold, rule):
    assert span_match(predicted, gold, rule) == span_match(predicted, gold[::-1], rule)


@given(st.text(alphabet="abcdé北京 ", min_size=1), _RULES)
def test_span_match_of_the_gold_answer_is_perfect(answer, rule):
    answer = f"word {answer}"  # something is left after stripping
    assert span_match(answer, ["other", answer], rule) == SpanMatch(1.0, 1.0)
