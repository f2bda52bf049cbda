import shutil

import pytest

from pipeline.domain.task import Benchmark, Task, TaskRole, TaskType
from pipeline.experiments import code_digest as module
from pipeline.experiments.code_digest import (
    pretraining_code,
    scoring_code,
    source_digest,
    task_content,
    training_code,
    whole_code,
)
from pipeline.store.home import REPOSITORY
from pipeline.tasks.discovery import get_task

CODE = '''"""A module."""
LIMIT = 3


def double(number: int) -> int:
    """Twice `number`."""
    return number * 2
'''


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"""A module."""', '"""Another description."""'),
        ('"""A module."""\n', ""),
        ('    """Twice `number`."""\n', ""),
        ("LIMIT = 3", "LIMIT = 3  # a reason"),
        ("LIMIT = 3\n\n\n", "LIMIT = (\n    3\n)\n"),
    ],
)
def test_source_digest_passes_over_docstrings_comments_and_layout(before, after):
    assert before in CODE
    assert source_digest(CODE.replace(before, after)) == source_digest(CODE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("LIMIT = 3", "LIMIT = 4"), ("number * 2", "number + 2"), ("number: int", "number: float"), ("double", "twice")],
)
def test_source_digest_changes_with_the_code(before, after):
    assert source_digest(CODE.replace(before, after)) != source_digest(CODE)


def test_source_digest_counts_a_string_that_is_no_docstring():
    assert source_digest("x = 'a'") != source_digest("x = 'b'")
    assert source_digest("f('a')\n'not first'") != source_digest("f('a')")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the package that digests are taken of and that a test may change."""
    shutil.copytree(REPOSITORY / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "ROOT", tmp_path)
    _forget()
    yield tmp_path / "pipeline"
    _forget()


def _forget():
    module._digest.cache_clear()
    module._module.cache_clear()


KINDS = {"xnli": "classify", "udpos": "tag", "xquad": "answer", "hellaswag": "choose"}


def _codes(source="xtreme_folder"):
    _forget()
    codes = {f"train {kind}": training_code([get_task(task)], source) for task, kind in KINDS.items()}
    codes |= {f"score {kind}": scoring_code(get_task(task), source) for task, kind in KINDS.items()}
    codes["score retrieval"] = scoring_code(get_task("tatoeba"), source)
    return codes | {"pretrain": pretraining_code(source)}


def _changed(copy, path, before, after):
    """What a change of one file changes."""
    old, place = _codes(), copy / path
    text = place.read_text()
    assert before in text
    place.write_text(text.replace(before, after))
    new = _codes()
    return {name for name in old if old[name] != new[name]}


EVERY = {f"{what} {kind}" for what in ("train", "score") for kind in KINDS.values()} | {"score retrieval", "pretrain"}
SCORED = {name for name in EVERY if name.startswith("score ")}


@pytest.mark.parametrize(
    ("path", "before", "after", "changed"),
    [
        ("training/loop.py", "fused=True", "fused=False", EVERY - {"score retrieval"}),
        ("training/encoder.py", "use_safetensors=True", "use_safetensors=False", EVERY),
        ("training/predict.py", "pad_token_id or 0", "pad_token_id or 1", SCORED),
        ("heads/multiple_choice.py", "HEAD = ", "_LIMIT = 1\nHEAD = ", set()),
        ("heads/span_extraction.py", "max_length // 2 - 4", "max_length // 2 - 5", {"train answer", "score answer"}),
        ("metrics/ndcg.py", "def ndcg", "def other():\n    pass\n\n\ndef ndcg", set()),
        ("metrics/tag_f1.py", "def tag_counts(", "def tag_counts(*_, ", SCORED),
        ("sources/formats/tags.py", "def tagged(", "def tagged(*_, ", {"train tag", "score tag"}),
        ("sources/lines.py", "_LONGEST_QUOTE = ", "_LONGEST_QUOTE = 1 + ", EVERY),
        ("execution/retrieval.py", '("accuracy", MAP_20)', '("accuracy",)', {"score retrieval"}),
        ("experiments/sampling.py", "{seed}:{example_id}", "{seed} {example_id}", EVERY - {"pretrain"}),
        ("training/masked_text.py", "action < 0.8", "action < 0.7", EVERY - {"score retrieval"}),
    ],
)
def test_a_change_counts_where_its_code_is_run(copy, path, before, after, changed):
    assert _changed(copy, path, before, after) == changed


@pytest.mark.parametrize(
    "path",
    [
        "tasks/target/another.py",
        "tasks/intermediate/another.py",
        "sources/formats/another.py",
        "sources/hub_rows/another.py",
        "heads/another.py",
        "metrics/another.py",
        "claims/another.py",
    ],
)
def test_a_new_file_changes_no_key(copy, path):
    before = _codes()
    (copy / path).write_text("LIMIT = 3\n")
    assert _codes() == before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("domain/errors.py", "\nclass AnotherError(CrosscheckError, ValueError):\n    pass\n"),
        ("experiments/profile.py", "\nPROFILES_OF_MINE = 1\n"),
        ("experiments/plan.py", "\ndef another() -> int:\n    return 1\n"),
        ("store/records.py", "\nANOTHER = 1\n"),
        ("training/vocabulary.py", "\ndef another() -> int:\n    return 1\n"),
        ("sources/xtreme_folder.py", "\ndef another() -> int:\n    return 1\n"),
    ],
)
def test_a_definition_that_nothing_names_changes_no_key(copy, path, text):
    before = _codes()
    place = copy / path
    place.write_text(place.read_text() + text)
    assert _codes() == before


def test_code_at_the_top_of_a_module_counts_with_what_is_taken_from_it(copy):
    changed = _changed(copy, "training/encoder.py", "disable_progress_bar()", "enable_progress_bar()")
    assert changed == EVERY


def test_sources_have_code_of_their_own(copy):
    folder, hub, generated = (
        training_code([get_task("udpos")], source) for source in ("xtreme_folder", "hub", "generated")
    )
    assert len({folder, hub, generated}) == 3
    with pytest.raises(KeyError, match="unheard"):
        training_code([get_task("udpos")], "unheard")


def test_an_entry_point_that_is_gone_is_an_error(copy):
    place = copy / "training" / "fine_tuning.py"
    place.write_text(place.read_text().replace("def fine_tune(", "def tune("))
    with pytest.raises(LookupError, match="defines no 'fine_tune'"):
        _codes()


def test_joint_training_runs_the_code_of_all_its_tasks():
    alone = [training_code([get_task(task)], "xtreme_folder") for task in ("hellaswag", "squad_v1")]
    assert training_code([get_task("hellaswag"), get_task("squad_v1")], "xtreme_folder") not in alone


def test_description_of_a_task_counts_as_far_as_it_touches_numbers():
    task = Task(
        task="t", title="T", role=TaskRole.TARGET, task_type=TaskType.TOKEN_CLASSIFICATION, metrics=("f1",),
        languages=("de",), train_task="t", labels=("A", "B"), benchmark=Benchmark.OTHER, note="a note",
    )  # fmt: skip
    assert task_content(task) == {
        "task": "t",
        "task_type": "token_classification",
        "metrics": ("f1",),
        "train_task": "t",
        "train_first": None,
        "labels": ("A", "B"),
    }


def test_machines_compare_all_that_any_job_may_run(copy):
    before = whole_code()
    (copy / "heads" / "another.py").write_text("LIMIT = 3\n")
    assert whole_code() != before
