"""What is no label, no id or no answer of the task is refused with its line, never scored 0."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.submissions.files import score_file, suffix
from pipeline.tasks.discovery import get_task

FIXTURES = Path(__file__).parent / "fixtures"
UTF8 = b"\xef\xbb\xbf"


@pytest.fixture
def pair(tmp_path):
    """Prediction and gold file of a task, each with the content given, else as in the fixtures."""

    def make(task, language, found=None, gold=None):
        name = f"{task}/test-{language}.{suffix(get_task(task))}"
        paths = []
        for side, content in (("predictions", found), ("gold", gold)):
            path = tmp_path / side / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                shutil.copy(FIXTURES / side / name, path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        return paths

    return make


def _score(task, language, paths):
    return score_file(get_task(task), language, *paths).by_metric


XNLI, TAGS, PAIRS = "neutral\nentailment\ncontradiction\n", "B-PER\nI-PER\nO\n", "de-1\ten-1\nde-2\ten-2\n"
QUESTIONS = json.dumps(
    {
        "data": [
            {
                "paragraphs": [
                    {"qas": [{"id": "q1", "answers": [{"text": "cat"}]}, {"id": "q2", "answers": [{"text": "dog"}]}]}
                ]
            }
        ]
    }
)
BLANK = QUESTIONS.replace('"cat"', '""').replace('"dog"', '""')
REFUSED = [
    ("a label cut short", "xnli", "neutral\nentailment\ncontradictory\n", XNLI, 3, "did you mean 'contradiction'"),
    ("a label in capitals", "xnli", XNLI.replace("neutral", "Neutral"), XNLI, 1, "did you mean 'neutral'"),
    ("label ids", "xnli", "2\n1\n0\n", XNLI, 1, "write the label itself, not its number"),
    ("three columns", "xnli", XNLI.replace("neutral", "neutral\tA b.\tC d."), XNLI, 1, "keep column 1 alone"),
    ("gold with columns", "xnli", XNLI, "A b.\tC d.\tneutral\n" * 3, 1, "keep column 3 alone"),
    ("a label with a byte after it", "xnli", XNLI.replace("neutral", "neutral\0"), XNLI, 1, "one of contradiction"),
    ("the end of a long label", "xnli", XNLI.replace("entailment", "xxtailment"), XNLI, 2, "did you mean 'entailment'"),
    ("a blank line", "xnli", "neutral\n\ncontradiction\n", XNLI, 2, "a blank line"),
    ("words for labels", "pawsx", "yes\nno\nyes\n", "1\n0\n1\n", 1, "one of 0, 1"),
    ("a number that is no label", "pawsx", "1\n2\n1\n", "1\n0\n1\n", 2, "one of 0, 1"),
    ("an empty file", "pawsx", "", "1\n0\n", None, "an empty file"),
    ("words for tags", "panx", "Irland\nist\nO\n", TAGS, 1, "one of B-LOC"),
    ("words as gold", "panx", TAGS, "Irland\nist\ngross\n", 1, "one of B-LOC"),
    ("word and tag", "panx", "Irland\tB-PER\nI-PER\nO\n", TAGS, 1, "keep column 2 alone"),
    ("word and tag in gold", "udpos", "NOUN\n", "Haus\tNOUN\n", 1, "keep column 2 alone"),
    ("a tag of other rules", "panx", "B-PER\nL-PER\nO\n", TAGS, 2, "did you mean '[BI]-PER'"),
    ("a tag of the other task", "udpos", "NOUN\nO\n", "NOUN\nPUNCT\n", 2, "one of ADJ"),
    ("no number", "tatoeba", "0\none\n", "1\n0\n", 2, "such as \"37\""),
    ("a fraction", "tatoeba", "0\n1.0\n", "1\n0\n", 2, "such as \"37\""),
    ("a leading zero", "tatoeba", "0\n01\n", "1\n0\n", 2, "without sign, point or leading zeros"),
    ("counted from 1", "tatoeba", "1\n2\n", "1\n0\n", 2, "a number from 0 to 1"),
    ("pairs turned round", "bucc2018", "en-1\tde-1\n", PAIRS, 1, "de-... and then en-..."),
    ("pairs of another language", "bucc2018", "de-1\ten-1\nfr-1\ten-1\n", PAIRS, 2, "de-... and then en-..."),
    ("three ids", "bucc2018", "de-1\ten-1\ten-2\n", PAIRS, 1, "two ids with a tab between"),
    ("blanks for a tab", "bucc2018", "de-1 en-1\n", PAIRS, 1, "two ids with a tab between"),
    ("no gold pair", "bucc2018", PAIRS, "", None, "at least one pair of gold"),
    ("gold without answers", "xquad", '{"q1": "a", "q2": "b"}', BLANK, None, "2 of 2 questions with a blank"),
    ("a blank answer", "xquad", "{}", QUESTIONS.replace('"dog"', '" "'), None, "1 of 2 questions.*the first 'q2'"),
    ("no answers in gold", "xquad", "{}", QUESTIONS.replace('[{"text": "cat"}]', "[]"), None, "the first 'q1'"),
    ("another id", "xquad", '{"q1": "cat", "quest2": "dog"}', QUESTIONS, None, "'quest2', and 1 questions without"),
    ("an answer that is no text", "xquad", '{"q1": 3}', QUESTIONS, None, "valid string at q1"),
    ("JSON cut off", "xquad", '{"q1": "a",\n', QUESTIONS, 2, "what is no JSON"),
    ("a list for an object", "mlqa", "[]", QUESTIONS, None, "a JSON object {question id: answer}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("task", "found", "gold", "line", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_scored_is_refused_with_its_line(pair, task, found, gold, line, message):
    with pytest.raises(DataFormatError, match=message) as caught:
        _score(task, "de", pair(task, "de", found, gold))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("task", "language"),
    [
        *((task, "en") for task in ("xnli", "pawsx", "panx", "udpos", "xquad")),
        *(("tatoeba", "ar"), ("bucc2018", "de"), ("mlqa", "zh"), ("tydiqa", "sw")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("change", ["mark", "carriage", "spaces", "none at the end"])
def test_marks_of_other_systems_change_nothing(pair, task, language, change):
    paths = pair(task, language)
    before = _score(task, language, paths)
    for path in paths:
        content = path.read_bytes()
        if change == "mark":
            content = UTF8 + content
        elif change == "carriage":
            content = content.replace(b"\n", b"\r\n")
        elif change == "spaces" and path.suffix == ".tsv":
            content = b"\n".join(line + b"  " if line else line for line in content.split(b"\n")[:-1]) + b"\n"
        elif change == "none at the end":
            content = content.rstrip(b"\n")
        path.write_bytes(content)
    assert _score(task, language, paths) == before


def test_an_empty_file_of_pairs_scores_0_and_says_so(pair):
    found = score_file(get_task("bucc2018"), "de", *pair("bucc2018", "de", "", PAIRS))
    assert found.by_metric["f1"] == 0.0
    assert "holds no pair" in found.notes[0]


def test_gold_may_be_the_bare_list_below_data(pair):
    answers = '{"q1": "cat", "q2": "cow"}'
    bare = json.dumps(json.loads(QUESTIONS)["data"])
    assert _score("xquad", "de", pair("xquad", "de", answers, bare)) == {"em": 50.0, "f1": 50.0}
    assert _score("xquad", "de", pair("xquad", "de", answers, QUESTIONS)) == {"em": 50.0, "f1": 50.0}


def test_answers_to_other_questions_are_passed_over_where_every_question_is_answered(pair):
    found = score_file(
        get_task("xquad"), "de", *pair("xquad", "de", '{"q1": "cat", "q2": "dog", "q3": "cow"}', QUESTIONS)
    )
    assert found.by_metric == {"em": 100.0, "f1": 100.0}
    assert "1 answers to no question of gold are not scored" in found.notes[0]


def test_gold_of_one_label_throughout_is_doubted(pair):
    found = score_file(get_task("xnli"), "de", *pair("xnli", "de", "neutral\n" * 60, "neutral\n" * 60))
    assert "are they placeholders" in found.notes[0]


def test_contexts_with_what_looks_like_json_do_not_disturb_the_questions(pair):
    context = 'He wrote "context": "no" and \\" and \\\\" and ended with \\\\'
    gold = json.loads(QUESTIONS)
    gold["data"][0]["paragraphs"][0]["context"] = context
    gold["data"].append({"title": '"context": "', "paragraphs": [{"context": "x" * 3_000_000 + '"', "qas": []}]})
    for text in (json.dumps(gold), json.dumps(gold, separators=(",", ":")), json.dumps(gold, indent=1)):
        assert _score("xquad", "de", pair("xquad", "de", '{"q1": "cat", "q2": "cow"}', text)) == {
            "em": 50.0,
            "f1": 50.0,
        }


def test_rankings_are_scored_by_the_place_of_the_right_entity(pair):
    gold = '{"q1": ["Q1 "], "q2": ["Q2"], "q3": ["Q3"]}'
    found = json.dumps({"q1": ["Q1", "Q9"], "q2": ["Q9", "Q8", "Q7", "Q2"]})
    scored = score_file(get_task("mewslix"), "de", *pair("mewslix", "de", found, gold))
    assert scored.by_metric["map@20"] == pytest.approx(100 * (1 + 1 / 4 + 0) / 3)
    assert scored.n_unanswered == 1
    two = score_file(get_task("lareqa"), "de", *pair("lareqa", "de", '{"q": ["b", "x", "a"]}', '{"q": ["a", "b"]}'))
    assert two.by_metric["map@20"] == pytest.approx(100 * (1 + 2 / 3) / 2)


def test_choices_are_the_labels_of_json_lines(pair):
    gold = '{"label": 0, "premise": "p"}\n{"label": 1}\n'
    assert _score("xcopa", "et", pair("xcopa", "et", '{"label": 0}\n{"label": 0}\n', gold)) == {"accuracy": 50.0}
    with pytest.raises(DataFormatError, match="label 2; expected one of 0, 1") as caught:
        _score("xcopa", "et", pair("xcopa", "et", '{"label": 0}\n{"label": 2}\n', gold))
    assert caught.value.line == 2


def test_a_task_whose_labels_are_longer_than_a_machine_word_is_compared_whole(pair):
    task = replace(get_task("xnli"), labels=("a-label-of-16-by", "b-label-of-16-by", "a-label-of-15-y"))
    gold = "a-label-of-16-by\nb-label-of-16-by\na-label-of-15-y\n"
    paths = pair("xnli", "de", gold.replace("b-label", "a-label"), gold)
    assert score_file(task, "de", *paths).by_metric == {"accuracy": pytest.approx(200 / 3)}
