import pytest

from pipeline.domain.errors import UnknownNameError
from pipeline.submissions.benchmark import XTREME, XTREME_R, choose_benchmark
from pipeline.tasks.discovery import load_tasks


def test_xtreme_r_has_ten_tasks_and_the_languages_that_it_adds():
    # google-research/xtreme evaluate.py, XTREME_R_TASK2LANGS: 48 for PAN-X, 38 for UD-POS, 41 for Tatoeba, 12 for XQuAD
    sizes = {task.task: len(task.languages) for task in XTREME_R.resolve(load_tasks())}
    assert sizes == {
        "xnli": 15, "xcopa": 11, "udpos": 38, "panx": 48, "xquad": 12, "mlqa": 7, "tydiqa": 9, "tatoeba": 41,
        "mewslix": 11, "lareqa": 11,
    }  # fmt: skip
    assert {task.task: len(task.languages) for task in XTREME.resolve(load_tasks())}["xquad"] == 11


@pytest.mark.parametrize(
    ("folders", "expected"),
    [(["xnli", "mewslix"], XTREME_R), (["xnli"], XTREME), (["pawsx", "mewslix"], XTREME), ([], XTREME)],
)
def test_the_folders_say_which_benchmark_it_is(folders, expected):
    assert choose_benchmark(None, folders) is expected


def test_an_unknown_benchmark_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'xtreme-r'"):
        choose_benchmark("xtreme_r", [])
