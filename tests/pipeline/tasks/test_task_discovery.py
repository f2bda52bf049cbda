import dataclasses
import importlib.util
from types import ModuleType

import pytest

from pipeline.domain.errors import RegistryError, UnknownNameError
from pipeline.domain.task import Benchmark, Task, TaskRole, TaskType
from pipeline.sources import formats
from pipeline.tasks.discovery import collect, get_task, load_tasks, paper_tasks

INTERMEDIATE = ("anli_plus", "ccg", "commonsenseqa", "cosmosqa", "hellaswag", "mnli", "qqp", "squad_v1", "squad_v2")
TARGET = ("bucc2018", "mlqa", "panx", "pawsx", "tatoeba", "tydiqa", "udpos", "xnli", "xquad")

XTREME_R = ("lareqa", "mewslix", "siqa", "xcopa")
XGLUE = ("xglue_mlqa", "xglue_nc", "xglue_ner", "xglue_pawsx", "xglue_pos", "xglue_qadsm", "xglue_qam", "xglue_wpr",
         "xglue_xnli")  # fmt: skip


def module(name: str, **content: object) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(content)
    return made


def test_paper_tasks_are_the_papers_eighteen():
    roles = {task.task: task.role for task in paper_tasks().values()}

    assert roles == dict.fromkeys(INTERMEDIATE, TaskRole.INTERMEDIATE) | dict.fromkeys(TARGET, TaskRole.TARGET)


def test_load_tasks_finds_every_benchmark():
    benchmarks = {task.task: task.benchmark for task in load_tasks().values()}

    assert {task: one for task, one in benchmarks.items() if one is not Benchmark.OTHER} == (
        dict.fromkeys((*INTERMEDIATE, *TARGET), Benchmark.XTREME)
        | dict.fromkeys(XTREME_R, Benchmark.XTREME_R)
        | dict.fromkeys(XGLUE, Benchmark.XGLUE)
    )


def test_get_task_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown task 'xqad'; did you mean 'xquad'"):
        get_task("xqad")


def test_collect_refuses_two_modules_of_one_key():
    with pytest.raises(RegistryError, match="'xnli' stands in first and in second"):
        collect([module("first", TASK=get_task("xnli")), module("second", TASK=get_task("xnli"))])


def test_collect_refuses_a_module_without_task():
    with pytest.raises(RegistryError, match="empty holds no constant TASK"):
        collect([module("empty")])


# counted in google-research/xtreme evaluate.py, XTREME_TASK2LANGS
@pytest.mark.parametrize(
    ("name", "n_languages"),
    [
        ("xnli", 15),
        ("pawsx", 7),
        ("udpos", 33),
        ("panx", 40),
        ("xquad", 11),
        ("mlqa", 7),
        ("tydiqa", 9),
        ("bucc2018", 4),
        ("tatoeba", 36),
        ("xcopa", 11),  # the same file, XTREME_R_TASK2LANGS
        ("mewslix", 11),
        ("lareqa", 11),  # README of google-research-datasets/lareqa
        ("xglue_ner", 4),  # microsoft/XGLUE xglue_evaluate.py, task2lg
        ("xglue_pos", 18),
        ("xglue_nc", 5),
        ("xglue_mlqa", 7),
        ("xglue_xnli", 15),
        ("xglue_pawsx", 4),
        ("xglue_qadsm", 3),
        ("xglue_wpr", 7),
        ("xglue_qam", 3),
    ],
)
def test_target_task_has_its_benchmarks_languages(name, n_languages):
    languages = get_task(name).languages

    assert len(set(languages)) == len(languages) == n_languages


@pytest.mark.parametrize("task", load_tasks().values(), ids=lambda task: task.task)
def test_task_is_complete(task: Task):
    assert task.metrics
    assert task.licence
    assert task.url.startswith("https://")
    assert task.train_task is None or task.train_task in load_tasks()
    assert task.train_first is None or get_task(task.train_first).task_type is task.task_type
    assert (task.train_task is None) == (task.task_type is TaskType.SENTENCE_RETRIEVAL)
    form = task.folder
    while form is not None:
        assert importlib.util.find_spec(f"{formats.__name__}.{form.format}"), form.format
        form = form.otherwise


def test_load_tasks_hands_out_a_copy():
    load_tasks().clear()

    assert dataclasses.is_dataclass(get_task("xnli"))
