import pytest

from pipeline.audits.published.audit import find_discrepancies
from pipeline.audits.published.findings import DiscrepancyKind as Kind
from tests.pipeline.audits.published.invented import LANGUAGES, dataset, numbered, score

TASKS = {"xnli": 80, "pawsx": 90, "udpos": 70, "panx": 60}
ANSWERS = {"xquad": (60, 80), "mlqa": (50, 70), "tydiqa": (40, 60)}  # EM, F1: means 70, 60, 50


def system(**averages):
    """Task figures whose means are 85, 65 and 60 in groups (70.0) and 480 / 7 = 68.57 over tasks, and averages."""
    scores = [
        score(f"{value}.0", task=task, metric="f1" if task == "panx" else "accuracy") for task, value in TASKS.items()
    ]
    scores += [score(f"{em}.0", task=task, metric="em") for task, (em, _) in ANSWERS.items()]
    scores += [score(f"{f1}.0", task=task, metric="f1") for task, (_, f1) in ANSWERS.items()]
    return scores + [score(value, task="average", metric=metric) for metric, value in averages.items()]


def found(scores=(), datasets=()):
    return find_discrepancies(numbered(scores), list(datasets), LANGUAGES)


@pytest.mark.parametrize(
    ("metric", "value", "is_right"),
    [
        ("avg", "70.0", True),  # mean of group means
        ("avg", "68.6", True),  # mean of tasks
        ("avg", "71.4", True),  # mean of tasks with F1: 300 + 210 = 510 / 7 = 72.86; EM 450 / 7 = 64.29; not 71.4
        ("avg_task", "68.6", True),
        ("avg_task", "70.0", False),
    ],
)
def test_average_of_tasks_is_held_to_the_usual_definitions(metric, value, is_right):
    kinds = [it.kind for it in found(system(**{metric: value}))]
    expected = [] if is_right and value != "71.4" else [Kind.AVERAGE_OF_TASKS]
    assert kinds == expected


def test_average_of_tasks_needs_every_task():
    assert found([it for it in system(avg="33.0") if it.task != "panx"]) == ()


def test_group_average_is_recomputed():
    group = score("60.3", task="question-answering group", metric="xtreme_group_average")
    (finding,) = found([*system(), group])
    assert finding.kind is Kind.AVERAGE_OF_TASKS
    assert finding.size == pytest.approx(0.3)
    assert finding.rounding == pytest.approx(0.1)


def test_two_averages_of_a_source_are_told_apart():
    (finding,) = found(system(avg="70.0", avg_task="68.6"))
    assert finding.kind is Kind.TWO_AVERAGES
    assert [cell.value_text for cell in finding.cells] == ["70.0", "70.00", "68.6", "68.57"]


def test_language_count_is_held_against_the_list():
    (finding,) = found(datasets=[dataset("XNLI", num_languages="14")])
    assert (finding.kind, finding.size) == (Kind.COUNT, 1)


def test_language_list_is_held_against_the_benchmark():
    listed = "en fr es de el bg ru tr ar vi th zh hi sw"  # no Urdu
    (finding,) = found(datasets=[dataset("XNLI", num_languages="14", languages=listed)])
    assert finding.kind is Kind.COUNT
    assert "ur" in finding.sentence


def test_sizes_of_one_dataset_are_compared():
    described = [dataset("XNLI"), dataset("XNLI (corpus page)", dev_examples="2500", train_examples="")]
    (finding,) = found(datasets=described)
    assert (finding.kind, finding.size) == (Kind.DATASET_SIZE, 10)


def test_size_of_a_dataset_lies_within_those_of_its_languages():
    part = {"role": "target task (XTREME) per-language split", "num_languages": "1", "dev_examples": "2490"}
    parts = [
        dataset("XNLI (de)", **part, languages="de", test_examples="4990"),
        dataset("XNLI (fr)", **part, languages="fr", test_examples="5000"),
    ]
    (finding,) = found(datasets=[dataset("XNLI"), *parts])
    assert finding.kind is Kind.DATASET_SIZE
    assert finding.size == 10  # 5,010 and the nearer, 5,000


def test_dev_size_is_that_of_the_training_set_that_is_shared():
    answers = dataset(
        "MLQA", train_examples="87599", dev_examples="34726", num_languages="7", languages="en es de ar hi vi zh"
    )
    english = dataset(
        "Questions",
        role="intermediate task / XQuAD+MLQA train set",
        train_examples="87599",
        dev_examples="10570",
        num_languages="1",
        languages="en",
    )
    (finding,) = found(datasets=[answers, english])
    assert (finding.kind, finding.size) == (Kind.DATASET_SIZE, 24156)


def test_parameters_of_two_casings_are_one_encoder_s():
    scores = [
        score("70.0", params_millions=172.0),
        score("71.0", params_millions=110.0, encoder="alpha-base-uncased", source_id="b-readme"),
    ]
    (finding,) = found(scores)
    assert (finding.kind, finding.size) == (Kind.PARAMETERS, 62)


def test_training_set_of_another_task_is_noticed():
    table = "trained on {en: 3696 TyDiQA-GoldP examples}"
    described = [
        dataset("TyDiQA-GoldP", train_examples="3696", num_languages="", languages=""),
        dataset("XQuAD", train_examples="87599", num_languages="", languages="", dev_examples=""),
    ]
    scores = [
        score("60.0", task="xquad", metric="f1", table_or_section=table),
        score("55.0", task="tydiqa", metric="f1", table_or_section=table),
        score("75.0", task="xquad", metric="f1", source_id="b-readme", encoder="beta-base"),
    ]
    (finding,) = found(scores, described)
    assert finding.kind is Kind.TRAINING_DATA
    assert [cell.source for cell in finding.cells] == ["a-paper", "b-readme"]


def test_table_of_mixed_settings_is_noticed_where_zero_shot_is_lower():
    scores = [
        score("83.0", setting="translations", source_id="b-readme"),
        score("80.0", encoder="beta-base", source_id="b-readme"),
        score("79.9"),
    ]
    (finding,) = found(scores)
    assert (finding.kind, round(finding.size, 1)) == (Kind.SETTING_MIX, 3.1)


def test_flags_are_not_read():
    plain = found(system(avg="33.0"))
    flagged = found([it.model_copy(update={"flag": "known defect"}) for it in system(avg="33.0")])
    assert [it.sentence for it in plain] == [it.sentence for it in flagged]
