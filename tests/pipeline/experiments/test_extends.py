import pytest

from pipeline.domain.errors import ProfileError, UnknownNameError
from pipeline.experiments.extends import read_profile
from pipeline.experiments.profile import load_profile

BASE = """
title = "Base"
source = "generated"
encoder = "some/encoder"
regimes = ["none", "squad_v1"]
targets = ["xquad", "udpos"]

[pretraining]
start = "random"
n_tokens = 5000

[target]
epochs = 7
batch_size = 8

[overrides.squad_v1]
epochs = 9
"""


@pytest.fixture
def write(tmp_path):
    """Write a profile file and return its path as text."""
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")

    def put(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return put


def test_extending_profile_merges_tables_and_replaces_lists(write):
    profile = load_profile(
        write(
            "own.toml", 'extends = "base.toml"\ntargets = ["xnli"]\n[target]\nepochs = 1\n[overrides.mnli]\nepochs = 3'
        )
    )
    assert (profile.name, profile.title, profile.regimes) == ("own", "Base", ("none", "squad_v1"))
    assert profile.targets == ("xnli",)
    assert (profile.target.epochs, profile.target.batch_size) == (1, 8)
    assert {task: changes.epochs for task, changes in profile.overrides.items()} == {"squad_v1": 9, "mnli": 3}


def test_chain_of_profiles_ends_with_the_nearest_value(write):
    write("middle.toml", 'extends = "base.toml"\ntitle = "Middle"\n[target]\nepochs = 2')
    profile = load_profile(write("own.toml", 'extends = "middle.toml"\n[target]\nbatch_size = 3'))
    assert (profile.title, profile.target.epochs, profile.target.batch_size) == ("Middle", 2, 3)


def test_shipped_profile_is_extended_by_its_name(write):
    profile = load_profile(write("own.toml", 'extends = "smoke"\ntitle = "Own"'))
    assert (profile.title, profile.targets) == ("Own", load_profile("smoke").targets)


def test_pretraining_is_inherited_with_the_encoder_it_describes_and_not_with_another(write):
    same = load_profile(write("same.toml", 'extends = "base.toml"\nencoder = "some/encoder"'))
    other = load_profile(write("other.toml", 'extends = "base.toml"\nencoder = "another/encoder"'))
    assert same.pretraining is not None
    assert other.pretraining is None


def test_name_of_the_base_is_not_inherited(write):
    write("named.toml", 'name = "something-else"\n' + BASE)
    assert load_profile(write("own.toml", 'extends = "named.toml"')).name == "own"


def test_circle_of_profiles_is_an_error_that_shows_it(write):
    write("one.toml", 'extends = "two.toml"')
    with pytest.raises(ProfileError, match=r"extends itself \(two\.toml -> one\.toml -> two\.toml\)"):
        load_profile(write("two.toml", 'extends = "one.toml"'))


def test_unknown_base_is_an_error_that_names_the_file(write):
    with pytest.raises(UnknownNameError, match=r"unknown profile in own\.toml, extends 'smok'; did you mean 'smoke'"):
        load_profile(write("own.toml", 'extends = "smok"'))


def test_extends_takes_one_name(write):
    with pytest.raises(ProfileError, match=r"extends is \['smoke', 'mini'\]; expected the name of one profile"):
        load_profile(write("own.toml", 'extends = ["smoke", "mini"]'))


def test_wrong_setting_of_the_base_is_still_an_error(write):
    with pytest.raises(ProfileError, match=r"target\.epochs: Input should be"):
        load_profile(write("own.toml", 'extends = "base.toml"\n[target]\nepochs = 0'))


def test_read_profile_leaves_the_files_own_tables_alone(tmp_path, write):
    path = write("own.toml", 'extends = "base.toml"\n[target]\nepochs = 1')
    assert read_profile(path, tmp_path)[1]["target"] == {"epochs": 1, "batch_size": 8}
    assert read_profile(str(tmp_path / "base.toml"), tmp_path)[1]["target"] == {"epochs": 7, "batch_size": 8}
