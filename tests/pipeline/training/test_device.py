import pytest

from pipeline.training import device


@pytest.mark.parametrize(
    ("wanted", "is_fast", "used"),
    [("fp32", True, "no"), ("bf16", False, "bf16"), ("auto", True, "bf16"), ("auto", False, "no")],
)
def test_accelerator_has_the_precision_asked_for(monkeypatch, wanted, is_fast, used):
    monkeypatch.setattr(device, "has_fast_bf16", lambda: is_fast)
    assert device.make_accelerator(wanted).mixed_precision == used


def test_accelerators_of_two_precisions_follow_each_other_in_one_process():
    assert [device.make_accelerator(one).mixed_precision for one in ("bf16", "fp32", "bf16")] == ["bf16", "no", "bf16"]
