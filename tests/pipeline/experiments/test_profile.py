import re

import pytest

from pipeline.domain.errors import ProfileError, UnknownNameError
from pipeline.domain.regime import Regime, RegimeKind
from pipeline.domain.task import Split
from pipeline.experiments.profile import load_profile, parse_regime, profile_names
from pipeline.tasks.discovery import get_task

SMALL = """
title = "Try"
source = "generated"
encoder = "some/encoder"
regimes = ["none", "squad_v1"]
targets = ["xquad"]
"""


@pytest.fixture
def load(tmp_path):
    """Load a profile from text."""

    def write_and_load(text, name="try.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return load_profile(str(path))

    return write_and_load


def _complaints(load, text, **kwargs):
    with pytest.raises(ProfileError) as caught:
        load(text, **kwargs)
    first, *lines = str(caught.value).splitlines()
    return first, [line.strip() for line in lines]


@pytest.mark.parametrize("name", profile_names())
def test_shipped_profile_loads_and_names_registered_tasks(name):
    profile = load_profile(name)
    assert profile.name == name
    assert profile.title
    for target in profile.targets:
        get_task(target)
    for regime in profile.regimes:
        for task in profile.regime(regime).intermediate_tasks:
            get_task(task)
    for task in profile.overrides:
        get_task(task)


def test_smoke_and_mini_are_shipped():
    assert {"smoke", "mini"} <= set(profile_names())


def test_profile_is_named_after_its_file(load):
    profile = load(SMALL)
    assert (profile.name, profile.seeds, profile.splits) == ("try", (0,), (Split.DEV, Split.TEST))


def test_profile_errors_are_all_shown_at_once_with_their_places(load):
    text = (
        SMALL.replace('"generated"', '"somewhere"').replace('encoder = "some/encoder"', "")
        + "colour = 'red'\n"
        + "[target]\nepochs = 0\nlearning_rate = 'fast'\n"
        + "[overrides.squad_v1]\nepoch = 2\nmax_length = 8\n"
        + "[evaluation]\nsplits = ['train']\n"
    )
    first, lines = _complaints(load, text)
    assert first.endswith("try.toml: 8 setting(s) to fix")
    assert [line.split(":")[0] for line in sorted(lines)] == [
        "colour",
        "evaluation.splits.0",
        "overrides.squad_v1.epoch",
        "overrides.squad_v1.max_length",
        "pretraining",
        "source",
        "target.epochs",
        "target.learning_rate",
    ]
    assert "target.epochs: Input should be greater than or equal to 1 (got 0)" in lines


def test_profile_without_an_encoder_says_what_to_give(load):
    _, lines = _complaints(load, SMALL.replace('encoder = "some/encoder"', ""))
    assert len(lines) == 1
    assert "give `encoder`, or `[pretraining]` to make one" in lines[0]


def test_profile_may_name_an_encoder_and_say_how_it_was_made(load):
    profile = load(SMALL + "[pretraining]\nstart = 'random'\nn_tokens = 5000\n")
    assert profile.encoder == "some/encoder"
    assert profile.pretraining is not None


def test_profile_with_heads_that_do_not_divide_the_width_is_an_error(load):
    text = SMALL + "[pretraining]\nstart = 'random'\nn_tokens = 5000\nhidden_size = 100\nn_heads = 3\n"
    _, lines = _complaints(load, text)
    assert lines == ["pretraining.n_heads: Value error, hidden_size 100 is no multiple of it (got 3)"]


@pytest.mark.parametrize("start", ["start = 'random'", "start = 'some/encoder'\nvocabulary = 'replace'"])
def test_profile_with_spare_pieces_of_no_start_is_an_error(load, start):
    _, lines = _complaints(load, f"{SMALL}[pretraining]\n{start}\nn_tokens = 5000\nn_spare_pieces = 9\n")
    assert len(lines) == 1
    assert lines[0].startswith("pretraining.n_spare_pieces: Value error, spare pieces are those of a start")


def test_profile_that_is_no_toml_is_an_error_that_names_the_file(load):
    with pytest.raises(ProfileError, match=r"try\.toml: not a TOML file"):
        load("title = ")


def test_profile_with_a_name_unfit_for_run_ids_is_an_error(load):
    first, lines = _complaints(load, SMALL, name="My Profile.toml")
    assert first.endswith("1 setting(s) to fix")
    assert lines[0].startswith("name: ")


def test_unknown_profile_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown profile 'smok'; did you mean 'smoke'"):
        load_profile("smok")


def test_override_changes_the_fields_it_names_in_both_phases(load):
    profile = load(
        SMALL
        + "[intermediate]\nepochs = 5\nbatch_size = 7\n[target]\nepochs = 6\nbatch_size = 8\n"
        + "[overrides.squad_v1]\nbatch_size = 9\n"
    )
    found = {
        (phase, task): (profile.fine_tuning(phase, task).epochs, profile.fine_tuning(phase, task).batch_size)
        for phase in ("intermediate", "target")
        for task in ("squad_v1", "mnli")
    }
    assert found == {
        ("intermediate", "squad_v1"): (5, 9),
        ("intermediate", "mnli"): (5, 7),
        ("target", "squad_v1"): (6, 9),
        ("target", "mnli"): (6, 8),
    }


def test_override_that_names_a_default_counts_as_named(load):
    profile = load(SMALL + "[target]\nepochs = 6\n[overrides.squad_v1]\nepochs = 2\n")
    assert profile.fine_tuning("target", "squad_v1").epochs == 2


NINE = (
    "anli_plus", "ccg", "commonsenseqa", "cosmosqa", "hellaswag", "mnli", "qqp", "squad_v1", "squad_v2",
)  # fmt: skip
TWO = ("squad_v1", "hellaswag")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", Regime(RegimeKind.NONE)),
        ("hellaswag", Regime(RegimeKind.SINGLE, ("hellaswag",))),
        ("multi_task", Regime(RegimeKind.MULTI_TASK, ("hellaswag", "squad_v1"))),
        ("squad_v1+mlm", Regime(RegimeKind.CONTINUED_MLM, ("squad_v1",))),
        ("multi_task+mlm", Regime(RegimeKind.CONTINUED_MLM, ("hellaswag", "squad_v1"))),
        ("squad_v1+translated", Regime(RegimeKind.TRANSLATED, ("squad_v1",))),
        ("multi_task+translated", Regime(RegimeKind.TRANSLATED, ("hellaswag", "squad_v1"))),
    ],
)
def test_regime_is_read_from_its_key_and_has_it(text, expected):
    assert parse_regime(text, TWO) == expected
    assert expected.regime == text


def test_multi_task_is_all_nine_where_none_are_named(load):
    assert parse_regime("multi_task").intermediate_tasks == NINE
    assert load(SMALL).regime("multi_task+mlm").intermediate_tasks == NINE
    profile = load(SMALL + "[multi_task]\ntasks = ['squad_v1', 'hellaswag', 'squad_v1']\n")
    assert profile.regime("multi_task").intermediate_tasks == ("hellaswag", "squad_v1")


@pytest.mark.parametrize(
    "text",
    [
        "single", "continued_mlm", "translated", "none+mlm", "squad_v1+", "+mlm", "squad_v1+tlm", "", "squad_v1 + mlm",
        "squad_v1+mlm+translated", "multi_task+none",
    ],
)  # fmt: skip
def test_regime_of_another_form_says_what_is_possible(text):
    with pytest.raises(
        ProfileError, match=f"unknown regime {re.escape(repr(text))}; expected 'none', 'multi_task' or"
    ) as e:
        parse_regime(text)
    assert all(task in str(e.value) for task in NINE)
    assert "'+mlm' or '+translated'" in str(e.value)


def test_multi_task_of_one_task_names_the_regime_that_is_meant():
    with pytest.raises(ProfileError, match=r"\['mnli'\]; name two or more of anli_plus.* use the regime 'mnli\+mlm'"):
        parse_regime("multi_task+mlm", ("mnli",))


@pytest.mark.parametrize(
    ("kind", "tasks"),
    [
        (RegimeKind.NONE, ("mnli",)), (RegimeKind.SINGLE, ()), (RegimeKind.SINGLE, TWO),
        (RegimeKind.MULTI_TASK, ("mnli",)), (RegimeKind.CONTINUED_MLM, ()), (RegimeKind.TRANSLATED, ()),
    ],
)  # fmt: skip
def test_regime_with_another_number_of_tasks_means_nothing(kind, tasks):
    with pytest.raises(ValueError, match=f"takes .* intermediate tasks, got {len(tasks)}"):
        Regime(kind, tasks)
