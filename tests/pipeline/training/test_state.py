import torch
from torch import nn

from pipeline.store.records import CurvePoint
from pipeline.training.state import FILE, TrainingState, drop_state, read_state, write_state


def _trained(seed=0):
    torch.manual_seed(seed)
    model = nn.Linear(3, 2)
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.1, fused=True)
    model(torch.ones(1, 3)).sum().backward()
    optimiser.step()
    return model, optimiser


STATE = TrainingState(4, 2, 123, 5.5, [CurvePoint(1, 60, 2.0, 0.1)])


def test_state_comes_back_with_weights_moments_and_random_numbers(tmp_path):
    model, optimiser = _trained()
    torch.manual_seed(99)
    write_state(tmp_path, model, optimiser, STATE)
    drawn = torch.rand(3)
    other_model, other_optimiser = _trained(seed=1)
    assert read_state(tmp_path, other_model, other_optimiser) == STATE
    assert torch.equal(torch.rand(3), drawn)
    assert torch.equal(other_model.weight, model.weight)
    moments, other_moments = optimiser.state_dict()["state"], other_optimiser.state_dict()["state"]
    assert moments.keys() == other_moments.keys() == {0, 1}
    for number in moments:
        assert moments[number].keys() == other_moments[number].keys() == {"step", "exp_avg", "exp_avg_sq"}
        assert all(torch.equal(moments[number][name], other_moments[number][name]) for name in moments[number])


def test_state_that_was_never_kept_is_empty_and_changes_nothing(tmp_path):
    model, optimiser = _trained()
    before = model.weight.detach().clone()
    assert read_state(tmp_path, model, optimiser) == TrainingState()
    assert torch.equal(model.weight, before)


def test_state_half_written_is_passed_over(tmp_path):
    model, optimiser = _trained()
    (tmp_path / f".{FILE}.tmp").write_bytes(b"half")
    assert read_state(tmp_path, model, optimiser) == TrainingState()
    write_state(tmp_path, model, optimiser, STATE)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_state_dropped_is_gone(tmp_path):
    folder = tmp_path / "state"
    write_state(folder, *_trained(), STATE)
    drop_state(folder)
    assert not folder.exists()
    drop_state(folder)


def test_state_of_tied_weights_is_kept(tmp_path):
    model = nn.ModuleDict({"first": nn.Linear(2, 2), "second": nn.Linear(2, 2)})
    model["second"].weight = model["first"].weight
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.1)
    write_state(tmp_path, model, optimiser, STATE)
    kept = model["first"].weight.detach().clone()
    model["first"].weight.data.zero_()
    read_state(tmp_path, model, optimiser)
    assert torch.equal(model["first"].weight, kept)
    assert model["second"].weight is model["first"].weight
