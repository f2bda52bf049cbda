import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.metrics.prediction_files import (
    Question,
    TagLines,
    read_answers,
    read_labels,
    read_pairs,
    read_questions,
    read_sentences,
)


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "test-en.tsv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_read_labels_strips_white_space_and_line_ends_of_windows(file):
    assert read_labels(file("neutral \r\nentailment\r\n")) == ["neutral", "entailment"]


def test_read_sentences_keeps_where_each_starts(file):
    assert read_sentences(file("B-PER\nO\n\n\nO\n")) == [TagLines(("B-PER", "O"), 1), TagLines(("O",), 5)]


def test_read_pairs_splits_at_the_tab(file):
    assert read_pairs(file("de-1\ten-2\n")) == [("de-1", "en-2")]


def test_read_questions_takes_every_answer(file):
    text = '{"data": [{"paragraphs": [{"qas": [{"id": "q", "answers": [{"text": "a"}, {"text": "b"}]}]}]}]}'
    assert read_questions(file(text)) == [Question("q", ("a", "b"))]


@pytest.mark.parametrize(
    ("read", "content", "message"),
    [
        (read_labels, "a\n\nb\n", "line 2: found a blank line; expected one label"),
        (read_labels, "", "found an empty file"),
        (read_labels, b"a\n\xff\n", "line 2: found byte 2.*expected UTF-8"),
        (read_sentences, "\n\n", "found no tag"),
        (read_pairs, "de-1 en-1\n", "line 1: found 'de-1 en-1'; expected a source id, a tab, a target id"),
        (read_pairs, "de-1\ten-1\n\n", "line 2: found ''"),
        (read_answers, '{"q": 3}', "found Input should be a valid string at q"),
        (read_answers, '{\n"q"\n', "line [23]: found Invalid JSON"),
        (read_questions, '{"q": "a"}', "Field required at data; expected SQuAD format"),
        (read_questions, '{"data": []}', "found no question"),
    ],
)
def test_readers_name_file_line_and_expectation(file, read, content, message):
    with pytest.raises(DataFormatError, match=rf"test-en\.tsv.*{message}"):
        read(file(content))
