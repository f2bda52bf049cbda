import importlib.metadata

import pytest

from pipeline.domain.errors import ProfileError
from pipeline.experiments import library_versions as module
from pipeline.experiments.execution_settings import Execution
from pipeline.experiments.library_versions import SCORING_LIBRARIES, TRAINING_LIBRARIES, library_versions
from pipeline.experiments.plan import plan
from pipeline.experiments.profile import Profile
from tests.pipeline.experiments.hand_made_source import HandMadeSource

PROFILE = Profile.model_validate(
    {
        "name": "try", "title": "Try", "source": "generated", "pretraining": {"start": "random", "n_tokens": 5_000},
        "regimes": ("none", "squad_v1"), "targets": ("xquad",), "intermediate": {"epochs": 1},
    }
)  # fmt: skip


def keys(monkeypatch, changed: str | None) -> dict[tuple[str, ...], str]:
    """Keys of a small plan's jobs by kind and phase and label, with another version of one library."""

    def version(name: str) -> str:
        return "99.0" if name == changed else importlib.metadata.version(name)

    with monkeypatch.context() as patched:
        patched.setattr(module, "version", version)
        planned = plan(PROFILE, HandMadeSource())
    return {(job.kind.value, job.phase, job.label): job.key for job in planned.jobs}


@pytest.mark.parametrize("library", TRAINING_LIBRARIES)
def test_another_version_of_a_training_library_changes_every_key(monkeypatch, library):
    before, after = keys(monkeypatch, None), keys(monkeypatch, library)
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_another_version_of_a_scoring_library_leaves_trainings_as_they_are(monkeypatch):
    before, after = keys(monkeypatch, None), keys(monkeypatch, "seqeval")
    changed = {name[0] for name, key in before.items() if after[name] != key}
    unchanged = {name[0] for name, key in before.items() if after[name] == key}
    assert (changed, unchanged) == ({"evaluate"}, {"pretrain", "train"})


def test_library_versions_leave_out_what_a_release_was_built_for(monkeypatch):
    monkeypatch.setattr(module, "version", lambda name: "2.13.0+cpu")
    assert library_versions(("torch",)) == {"torch": "2.13.0"}


def test_every_library_named_is_installed():
    assert set(library_versions(SCORING_LIBRARIES)) == set(SCORING_LIBRARIES)


def test_one_process_adds_nothing_to_a_key():
    assert Execution(n_gpus=1, memory_gb=8, state_seconds=5).key_content(3) == {}


def test_several_processes_must_divide_the_batches_of_a_step():
    assert Execution(n_processes=2).key_content(4) == {"n_processes": 2}
    with pytest.raises(ProfileError, match="n_processes is 2 and gradient_accumulation 3"):
        Execution(n_processes=2).key_content(3)
