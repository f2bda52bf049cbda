import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.example import (
    Answer,
    ChoiceExample,
    QuestionExample,
    RetrievalQuery,
    SequenceExample,
    TaggedSentence,
)
from pipeline.domain.task import Split
from pipeline.sources.hub.source import HubSource
from pipeline.tasks.discovery import get_task, paper_tasks

XTREME = "google/xtreme"
QUESTION = {"id": "q1", "title": "T", "context": "Jo is in Rome.", "question": "Where?",
            "answers": {"text": ["Rome"], "answer_start": [9]}}  # fmt: skip


def _read(root, task, split, language="en"):
    return HubSource(root).read(get_task(task), split, language)


def test_hub_reads_the_rows_of_one_language_of_a_split_that_holds_several(write_dataset):
    rows = [
        {"language": "ar", "sentence1": "a", "sentence2": "b", "gold_label": "neutral"},
        {"language": "de", "sentence1": "c", "sentence2": "d", "gold_label": "entailment"},
    ]
    root = write_dataset(XTREME, {("XNLI", "test"): rows})

    cell = _read(root, "xnli", Split.TEST, "de")

    assert cell.examples == (SequenceExample("0", "c", "d", "entailment"),)
    assert cell.labels == ("contradiction", "entailment", "neutral")
    assert cell.provenance == f"{root / XTREME} XNLI test"


def test_hub_puts_anli_plus_together_and_leaves_pairs_without_label_out(write_dataset):
    pair = {"premise": "p", "hypothesis": "h"}
    write_dataset("facebook/anli", {("plain_text", f"train_r{i}"): [{**pair, "label": i - 1}] for i in (1, 2, 3)})
    write_dataset("nyu-mll/multi_nli", {("default", "train"): [{**pair, "label": 1}]})
    root = write_dataset("stanfordnlp/snli", {("plain_text", "train"): [{**pair, "label": -1}, {**pair, "label": 2}]})

    cell = _read(root, "anli_plus", Split.TRAIN)

    assert [example.label for example in cell.examples] == [
        "entailment", "neutral", "contradiction", "neutral", "contradiction"
    ]  # fmt: skip
    assert cell.examples[-1].example_id == "stanfordnlp/snli:train:1"
    assert cell.provenance.endswith("1 pairs without an agreed label left out")


def test_hub_names_tags_by_their_numbers_and_languages_by_their_names(write_dataset):
    rows = [{"tokens": ["Das", "Haus"], "pos_tags": [5, 7]}]
    root = write_dataset(XTREME, {("udpos.German", "test"): rows})
    source = HubSource(root)

    assert source.languages(get_task("udpos"), Split.TEST) == ("de",)
    cell = source.read(get_task("udpos"), Split.TEST, "de")
    assert cell.examples == (TaggedSentence("0", ("Das", "Haus"), ("DET", "NOUN")),)
    assert "not the fused forms" in cell.provenance


def test_hub_takes_tydiqas_language_from_the_id(write_dataset):
    rows = [{**QUESTION, "id": "korean-1-0"}, {**QUESTION, "id": "english-2-0"}]
    root = write_dataset(XTREME, {("tydiqa", "train"): rows, ("tydiqa", "validation"): rows})

    assert [one.example_id for one in _read(root, "tydiqa", Split.TRAIN).examples] == ["english-2-0"]
    assert [one.example_id for one in _read(root, "tydiqa", Split.TEST, "ko").examples] == ["korean-1-0"]


def test_hub_question_without_answers_is_unanswerable(write_dataset):
    none = {**QUESTION, "id": "q2", "answers": {"text": [], "answer_start": []}}
    root = write_dataset("rajpurkar/squad_v2", {("squad_v2", "train"): [QUESTION, none]})

    assert _read(root, "squad_v2", Split.TRAIN).examples == (
        QuestionExample("q1", "Where?", "Jo is in Rome.", (Answer("Rome", 9),)),
        QuestionExample("q2", "Where?", "Jo is in Rome.", (), is_answerable=False),
    )


@pytest.mark.parametrize(
    ("task", "dataset", "config", "row", "expected"),
    [
        (
            "hellaswag", "Rowan/hellaswag", "default", {"ctx": "A man", "endings": ["runs", "sits"], "label": "1"},
            ChoiceExample("0", "A man", "", ("runs", "sits"), 1),
        ),
        (
            "cosmosqa", "Samsoup/cosmos_qa", "default",
            {"context": "c", "question": "q", "label": 2, **{f"answer{n}": text for n, text in enumerate("abde")}},
            ChoiceExample("0", "c", "q", ("a", "b", "d", "e"), 2),
        ),
        (
            "commonsenseqa", "tau/commonsense_qa", "default",
            {"question": "q", "answerKey": "B", "choices": {"label": ["A", "B"], "text": ["x", "y"]}},
            ChoiceExample("0", "", "q", ("x", "y"), 1),
        ),
        (
            "siqa", "allenai/social_i_qa", "default",
            {"context": "c", "question": "q", "label": "3", "answerA": "x", "answerB": "y", "answerC": "z"},
            ChoiceExample("0", "c q", "", ("x", "y", "z"), 2),
        ),
    ],
)  # fmt: skip
def test_hub_reads_each_layout_of_answers(write_dataset, task, dataset, config, row, expected):
    root = write_dataset(dataset, {(config, "train"): [row]})

    assert _read(root, task, Split.TRAIN).examples == (expected,)


def test_hub_reads_copa_in_the_words_of_its_files(write_dataset):
    row = {"premise": "It rained.", "question": "effect", "choice1": "dry", "choice2": "wet", "label": 1, "idx": 3}
    root = write_dataset("cambridgeltl/xcopa", {("et", "validation"): [row]})

    assert _read(root, "xcopa", Split.DEV, "et").examples == (
        ChoiceExample("0", "It rained. What was the effect?", "", ("dry", "wet"), 1),
    )


def test_hub_looks_english_lines_of_tatoeba_up(write_dataset):
    rows = [{"source_sentence": "Hund.\n", "target_sentence": "Dog.\n"}]
    root = write_dataset(XTREME, {("tatoeba.deu", "validation"): rows})

    cell = _read(root, "tatoeba", Split.TEST, "de")

    assert (cell.examples, cell.candidates) == ((RetrievalQuery("0", "Dog.", 0),), ("Hund.",))


def test_hub_reads_json_lines_too(write_dataset):
    row = {"question1": "a", "question2": "b", "label": 1}
    root = write_dataset("nyu-mll/glue", {("qqp", "validation"): [row]}, kind="jsonl")

    assert _read(root, "qqp", Split.DEV).examples == (SequenceExample("0", "a", "b", "1"),)


def test_hub_says_what_is_not_there(write_dataset):
    root = write_dataset(XTREME, {("XQuAD.de", "validation"): [QUESTION]})
    source, xquad = HubSource(root), get_task("xquad")

    assert source.languages(xquad, Split.TEST) == ("de",)
    missing = {cell.language: cell.reason for cell in source.missing(xquad, Split.TEST)}
    assert missing["el"].endswith("has no configuration 'XQuAD.el'; its card names XQuAD.de")
    assert source.missing(xquad, Split.DEV) == ()  # XTREME has no such split
    with pytest.raises(MissingDataError, match=r"README\.md is not there; expected a data set in the hub's layout"):
        source.read(get_task("hellaswag"), Split.TRAIN, "en")


@pytest.mark.parametrize(("task", "reason"), [("ccg", "licensed by the LDC"), ("bucc2018", "gold pairs alone")])
def test_hub_says_why_a_task_is_not_on_it(tmp_path, task, reason):
    source = HubSource(tmp_path)

    assert source.languages(get_task(task), Split.DEV) == ()
    assert reason in source.missing(get_task(task), Split.DEV)[0].reason
    with pytest.raises(MissingDataError, match=reason):
        source.read(get_task(task), Split.DEV, "de" if task == "bucc2018" else "en")


def test_hub_names_a_column_that_is_not_there(write_dataset):
    root = write_dataset("nyu-mll/glue", {("qqp", "validation"): [{"question1": "a", "label": 1}]})

    with pytest.raises(DataFormatError, match="found the columns question1, label; expected also question2"):
        _read(root, "qqp", Split.DEV)


def test_hub_names_the_row_of_an_unknown_label(write_dataset):
    rows = [{"question1": "a", "question2": "b", "label": label} for label in (0, 7)]
    root = write_dataset("nyu-mll/glue", {("qqp", "validation"): rows})

    with pytest.raises(DataFormatError, match="qqp validation, row 1: found the label 7; expected one of 0, 1"):
        _read(root, "qqp", Split.DEV)


def test_hub_digest_follows_the_files(write_dataset):
    row = {"question1": "a", "question2": "b", "label": 1}
    root = write_dataset("nyu-mll/glue", {("qqp", "validation"): [row]})
    before = HubSource(root).digest([get_task("qqp")])
    assert before == HubSource(root).digest([get_task("qqp")])

    write_dataset("nyu-mll/glue", {("qqp", "validation"): [{**row, "label": 0}, row]})

    assert HubSource(root).digest([get_task("qqp")]) != before


def test_hub_has_every_paper_task_or_says_why_not():
    for task in paper_tasks().values():
        assert (task.hub is None) == bool(task.hub_lack), task.task
    assert [task.task for task in paper_tasks().values() if task.hub is None] == ["ccg", "bucc2018"]


def test_hub_has_no_text_and_no_translations(tmp_path):
    source = HubSource(tmp_path)

    assert (source.text_languages(), source.translated_languages(get_task("mnli"))) == ((), ())
    with pytest.raises(MissingDataError, match="pretrain from a folder"):
        source.read_text("de")
    with pytest.raises(MissingDataError, match="no training examples in 'de' on the hub"):
        source.read_translated(get_task("mnli"), "de")
