"""The array code gives what the metrics of single examples give, on texts and tags drawn at random."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.metrics.span_em_f1 import SpanRule, normalise_mlqa, normalise_squad, span_em_f1, span_match
from pipeline.metrics.tag_f1 import tag_counts
from pipeline.submissions.answers import Questions, match_answers, normalise_all
from pipeline.submissions.segments import count_segments
from pipeline.tasks.target import panx, udpos

WORDS = [
    *"a an the The AN Cat cat's c.a.t x–a the–end Ärzte ΟΔΟΣ Σ ein Das el ال البيت cái 猫 很 ok, «the» त्व्".split(),
    *("an\u00a0ox", "\x00", "\u0130", ""),
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@given(st.lists(st.one_of(TEXTS, st.text(max_size=12)), max_size=12))
def test_texts_stripped_together_are_as_stripped_alone(texts):
    assert normalise_all(texts, SpanRule.SQUAD_V1, "en") == [normalise_squad(text) for text in texts]
    for language in ("en", "de", "es", "ar", "vi", "hi", "zh"):
        assert normalise_all(texts, SpanRule.MLQA, language) == [normalise_mlqa(text, language) for text in texts]


@given(st.lists(st.tuples(st.none() | TEXTS, st.lists(TEXTS, min_size=1, max_size=3)), min_size=1, max_size=20))
def test_answers_matched_together_are_as_matched_alone(rows):
    ids = [str(number) for number in range(len(rows))]
    answers = {name: found for name, (found, _) in zip(ids, rows, strict=True) if found is not None}
    gold = Questions(ids, [tuple(expected) for _, expected in rows])
    for rule in (SpanRule.SQUAD_V1, SpanRule.MLQA):
        single = [span_match(found, expected, rule, "de") for found, expected in rows if found is not None]
        together = match_answers(answers, gold, rule, "de")
        assert together.n_unanswered == len(rows) - len(single)
        if single and not together.n_unanswered:
            em, f1 = span_em_f1(single)
            assert together.percent() == {"em": pytest.approx(em), "f1": pytest.approx(f1)}


def test_long_answers_count_words_as_short_ones_do():
    draw = random.Random(0)
    found, expected = (" ".join(draw.choices("x y z w v".split(), k=40)) for _ in range(2))
    gold = Questions(["q"], [(expected,)])
    single = span_match(found, [expected])
    assert match_answers({"q": found}, gold, SpanRule.SQUAD_V1, "en").f1[0] == pytest.approx(single.f1)


@pytest.mark.parametrize("labels", [panx.TASK.labels, udpos.TASK.labels], ids=["panx", "udpos"])
def test_segments_of_a_file_are_those_of_its_sentences(labels):
    draw = random.Random(0)
    lengths = [draw.randint(1, 8) for _ in range(300)]
    found, gold = ([draw.choices(labels, k=length) for length in lengths] for _ in range(2))

    def codes(sentences):
        rows = ([labels.index(tag) for tag in tags] + [len(labels)] for tags in sentences)
        return np.array([code for row in rows for code in row], dtype=np.uint8)

    counts = count_segments(codes(found), codes(gold), labels)
    expected = tag_counts(found, gold)
    assert counts.n_true_positive.tolist() == [one.n_true_positive for one in expected]
    assert counts.n_predicted.tolist() == [one.n_predicted for one in expected]
    assert counts.n_gold.tolist() == [one.n_gold for one in expected]
    assert sum(counts.n_true_positive) > 50
