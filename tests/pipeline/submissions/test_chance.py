import json

import pytest

from pipeline.submissions.chance import gold_chance
from pipeline.tasks.discovery import get_task


def _gold(tmp_path, text):
    path = tmp_path / "gold"
    path.write_text(text, encoding="utf-8")
    return path


def test_chance_of_labels_and_choices_is_one_over_their_number(tmp_path):
    assert gold_chance(get_task("xnli"), "de", _gold(tmp_path, "neutral\n")) == {"accuracy": pytest.approx(100 / 3)}
    assert gold_chance(get_task("xcopa"), "et", _gold(tmp_path, '{"label": 0}\n')) == {"accuracy": 50.0}


def test_chance_of_retrieval_is_known_where_gold_counts_up_to_its_lines(tmp_path):
    assert gold_chance(get_task("tatoeba"), "de", _gold(tmp_path, "3\n1\n0\n2\n")) == {"accuracy": 25.0}
    assert gold_chance(get_task("tatoeba"), "de", _gold(tmp_path, "3\n9\n0\n2\n")) == {}
    assert gold_chance(get_task("bucc2018"), "de", _gold(tmp_path, "de-1\ten-1\n")) == {}


def test_chance_of_tags_is_that_of_tags_drawn_uniformly(tmp_path):
    # lone words, so that neighbours do not matter; 6 of 7 tags are segments, 2 of them of the right type
    found = gold_chance(get_task("panx"), "de", _gold(tmp_path, "B-PER\n\n" * 400))
    assert found["accuracy"] == pytest.approx(100 / 7)
    # TP 2/7 (B-PER or I-PER) of 6/7 predicted and 1 gold: 2 * (2/7) / (13/7) = 4/13
    assert found["f1"] == pytest.approx(400 / 13, abs=1.0)


def test_chance_of_answers_is_that_of_some_neighbouring_words(tmp_path):
    paragraph = {"context": "yes", "qas": [{"id": "q", "answers": [{"text": "yes"}]}]}
    found = gold_chance(get_task("xquad"), "de", _gold(tmp_path, json.dumps({"data": [{"paragraphs": [paragraph]}]})))
    assert found == {"em": 100.0, "f1": 100.0}  # the only span is the answer
    del paragraph["context"]
    assert gold_chance(get_task("xquad"), "de", _gold(tmp_path, json.dumps([{"paragraphs": [paragraph]}]))) == {}
