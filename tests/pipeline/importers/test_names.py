import pytest

from pipeline.domain.names import Names
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks

NAMES = Names(load_tasks(), load_languages())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("de", "de"), ("DE", "de"), ("deu", "de"), ("deu-Latn", "de"), ("de_DE", "de"), ("zh-CN", "zh"),
     ("cmn-Hans", "zh"), ("pt-BR", "pt"), ("arb-Arab", "ar"), ("German", "de"), ("swh", "sw"),
     ("zh-TW", None), ("cmn-Hant", None), ("xx", None), ("", None), ("deutsch", None), ("csb-Latn", None)],
)  # fmt: skip
def test_languages_are_read_by_code_script_region_or_name(text, expected):
    assert NAMES.language(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("XNLI", ("xnli", None)), ("xnli_de", ("xnli", "de")), ("PAN-X.de", ("panx", "de")), ("PAN-X", ("panx", None)),
     ("mlqa.de.de", ("mlqa", "de")), ("mlqa_ar_de", None), ("XQuAD (de)", ("xquad", "de")),
     ("paws_de", ("pawsx", "de")), ("xquad.zh-CN", ("xquad", "zh")), ("xnli_zh-TW", None),
     ("UD-POS", ("udpos", None)), ("TyDiQA-GoldP", ("tydiqa", None)), ("xquad-es", ("xquad", "es")), ("arc_easy", None),
     ("mmlu", None), ("wikiann", ("panx", None)), ("BUCC 2018", ("bucc2018", None)), ("paws-x_ja", ("pawsx", "ja"))],
)  # fmt: skip
def test_tasks_are_read_by_title_and_with_the_language_in_their_names(text, expected):
    assert NAMES.task_and_language(text) == expected


def test_metrics_are_those_of_the_task():
    assert NAMES.metric("acc", "xnli") == "accuracy"
    assert NAMES.metric("exact_match", "xquad") == "em"
    assert NAMES.metric("Exact Match", "xquad") == "em"
    assert NAMES.metric("acc_norm", "xnli") is None
    assert NAMES.metric("f1", "xnli") is None


def test_validation_is_dev_but_for_tasks_whose_test_set_the_hub_calls_so():
    assert NAMES.split("validation", "xnli") == "dev"
    assert NAMES.split("validation", "xquad") == "test"
    assert NAMES.split("Test", "xnli") == "test"
    assert NAMES.split("train", "xnli") is None
