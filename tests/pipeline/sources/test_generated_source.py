import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.domain.errors import MissingDataError, UnknownNameError
from pipeline.domain.task import Split, TaskRole
from pipeline.sources.generated.cldr import LANGUAGES
from pipeline.sources.generated.registry import generated_tasks
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.tasks.discovery import get_task

SMALL = Sizes(intermediate_train=24, target_train=12, dev=12, test=12, text_documents=40)
TARGETS = tuple(task for task in generated_tasks() if get_task(task).role is TaskRole.TARGET)
PRINT_ONE = """
from pipeline.domain.task import Split
from pipeline.sources.generated.source import GeneratedSource
from pipeline.tasks.discovery import get_task
source = GeneratedSource(seed=3)
print(ascii(source.read(get_task("panx"), Split.DEV, "ka").examples[:5]))
print(ascii(next(source.read_text("my"))), source.digest([get_task("panx")]), source.text_digest())
"""


@pytest.fixture
def source():
    return GeneratedSource(seed=3, sizes=SMALL)


def texts(example):
    fields = [getattr(example, name) for name in example.__slots__ if name != "example_id"]
    flat = [item for field in fields for item in (field if isinstance(field, tuple) else (field,))]
    return [item for item in flat if isinstance(item, str)]


@pytest.mark.parametrize("task", TARGETS)
def test_source_yields_every_target_task_in_every_language(source, task):
    for language in source.languages(get_task(task), Split.TEST):
        cell = source.read(get_task(task), Split.TEST, language)
        assert len(cell.examples) == 12
        assert len({example.example_id for example in cell.examples}) == 12


@pytest.mark.parametrize("task", generated_tasks())
def test_source_texts_are_never_empty_but_where_the_task_has_none(source, task):
    for language in ("en", "yo", "zh", "ur"):
        if language not in source.languages(get_task(task), Split.DEV):
            continue
        cell = source.read(get_task(task), Split.DEV, language)
        for example in cell.examples:
            empty = [text for text in texts(example) if not text.strip()]
            assert empty == ([""] if task in {"hellaswag", "commonsenseqa"} else [])  # no question; no context
        assert all(line.strip() for line in cell.candidates)


def test_source_does_not_depend_on_what_was_read_before(source):
    first = source.read(get_task("panx"), Split.DEV, "hi")
    other = GeneratedSource(seed=3, sizes=SMALL)
    for language in ("de", "th"):
        other.read(get_task("panx"), Split.TEST, language)
    assert other.read(get_task("panx"), Split.DEV, "hi") == first


def test_source_is_the_same_in_another_process_with_another_hash_seed():
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ONE],
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_larger_size_extends_the_smaller(source):
    larger = GeneratedSource(seed=3, sizes=Sizes(test=30))
    for task in ("xnli", "udpos", "xquad", "tatoeba"):
        small = source.read(get_task(task), Split.TEST, "fi").examples
        assert list(larger.read(get_task(task), Split.TEST, "fi").examples[:12]) == list(small)


def test_another_seed_gives_other_examples_and_another_digest(source):
    other = GeneratedSource(seed=4, sizes=SMALL)
    task = get_task("xnli")
    assert other.read(task, Split.TEST, "en").examples != source.read(task, Split.TEST, "en").examples
    assert other.digest([task]) != source.digest([task])
    assert other.text_digest() != source.text_digest()


def test_training_is_english_and_retrieval_is_never_trained(source):
    assert source.languages(get_task("xnli"), Split.TRAIN) == ("en",)
    assert source.languages(get_task("squad_v1"), Split.DEV) == ("en",)
    assert source.languages(get_task("tatoeba"), Split.TRAIN) == ()
    assert set(source.languages(get_task("xnli"), Split.TEST)) == set(LANGUAGES)
    assert set(LANGUAGES) - set(source.languages(get_task("tatoeba"), Split.TEST)) == {"en"}


def test_sizes_of_train_dev_and_test_are_the_ones_asked_for(source):
    assert len(source.read(get_task("squad_v1"), Split.TRAIN, "en").examples) == 24
    assert len(source.read(get_task("xquad"), Split.TRAIN, "en").examples) == 12
    with pytest.raises(ValueError, match="dev is 0"):
        Sizes(dev=0)


def test_unknown_language_is_named_with_the_nearest(source):
    with pytest.raises(UnknownNameError, match="unknown language 'xx'"):
        source.read(get_task("xnli"), Split.TEST, "xx")
    with pytest.raises(UnknownNameError, match="unknown language 'xx'"):
        source.read_text("xx")


def test_cell_that_the_benchmark_lacks_is_an_error_that_says_what_there_is(source):
    with pytest.raises(MissingDataError, match="it has: none, the task is never trained"):
        source.read(get_task("bucc2018"), Split.TRAIN, "en")
    with pytest.raises(MissingDataError, match="it has: en"):
        source.read(get_task("xnli"), Split.TRAIN, "de")


def test_raw_text_is_drawn_apart_in_each_language(source):
    english, german = list(source.read_text("en")), list(source.read_text("de"))
    assert len(english) == len(german) == 40
    assert english == list(source.read_text("en"))
    # dates in digits are written alike everywhere: the same day at the same place would betray a parallel text
    days = [[word for word in text.split() if word.count("-") == 2] for text in (" ".join(english), " ".join(german))]
    assert days[0]
    assert days[1]
    assert not set(days[0]) & set(days[1])
