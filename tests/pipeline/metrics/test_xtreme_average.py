import pytest

from pipeline.domain.errors import MetricInputError
from pipeline.metrics.xtreme_average import XTREME_TASKS, xtreme_average, xtreme_r_average, xtreme_task_score

_QA = {"em": {"en": 40.0, "de": 20.0}, "f1": {"en": 70.0, "de": 50.0}}


def test_task_score_of_question_answering_is_mean_of_em_and_f1():
    assert xtreme_task_score("xquad", _QA) == 45.0  # (30 + 60) / 2


def test_task_score_of_tagging_is_f1_not_accuracy():
    assert xtreme_task_score("udpos", {"accuracy": {"en": 90.0}, "f1": {"en": 80.0, "th": 60.0}}) == 70.0


def test_task_score_names_the_metric_it_lacks():
    with pytest.raises(MetricInputError, match=r"'mlqa' has scores for \['f1'\].*needs \['em'\]"):
        xtreme_task_score("mlqa", {"f1": {"en": 70.0}})


def test_average_is_none_where_tasks_are_missing_and_names_them():
    average = xtreme_average({"xnli": {"accuracy": {"en": 80.0}}, "pawsx": {"accuracy": {"en": 90.0}}})
    assert average.groups == {"classification": 85.0, "tagging": None, "qa": None, "retrieval": None}
    assert average.all_task is None
    assert average.missing_tasks == ("udpos", "panx", "xquad", "mlqa", "tydiqa", "bucc2018", "tatoeba")


def test_average_weighs_tasks_not_groups():
    scores = {task: {"accuracy": {"en": 10.0}} for task in XTREME_TASKS} | dict.fromkeys(
        ("xquad", "mlqa", "tydiqa"), _QA
    )
    assert xtreme_average(scores).all_task == pytest.approx((6 * 10 + 3 * 45) / 9)


def test_average_leaves_out_tasks_beyond_the_nine():
    average = xtreme_average({"xcopa": {"accuracy": {"en": 50.0}}})
    assert average.task_scores == {"xcopa": 50.0}
    assert set(average.groups.values()) == {None}


def test_xtreme_r_average_is_the_mean_of_its_ten_tasks():
    scores = {
        "xnli": {"accuracy": {"en": 80.0}},
        "xcopa": {"accuracy": {"et": 60.0, "zh": 70.0}},
        "udpos": {"f1": {"de": 70.0}, "accuracy": {"de": 90.0}},
        "panx": {"f1": {"de": 50.0}},
        "xquad": {"em": {"de": 40.0}, "f1": {"de": 60.0}},
        "mlqa": {"em": {"de": 20.0}, "f1": {"de": 40.0}},
        "tydiqa": {"em": {"ko": 50.0}, "f1": {"ko": 70.0}},
        "tatoeba": {"accuracy": {"de": 90.0}},
        "mewslix": {"map@20": {"de": 40.0}},
        "lareqa": {"map@20": {"de": 30.0, "en": 50.0}},
    }

    average = xtreme_r_average(scores)

    # 80 65 70 50 50 30 60 90 40 40
    assert average.all_task == pytest.approx(57.5)
    assert average.groups == {
        "classification": pytest.approx(72.5),
        "tagging": pytest.approx(60.0),
        "qa": pytest.approx(140 / 3),
        "retrieval": pytest.approx(170 / 3),
    }
    assert average.missing_tasks == ()


def test_xtreme_r_average_needs_lareqa_and_no_bucc():
    scores = {task: {"accuracy": {"de": 10.0}} for task in ("xnli", "pawsx", "bucc2018")}

    average = xtreme_r_average(scores)

    assert average.all_task is None
    assert average.missing_tasks == (
        "xcopa",
        "udpos",
        "panx",
        "xquad",
        "mlqa",
        "tydiqa",
        "tatoeba",
        "mewslix",
        "lareqa",
    )
