import math
from dataclasses import replace

import pytest

from tests.pipeline.claims.examples import EVIDENCE


@pytest.mark.parametrize(
    "changes",
    [
        {"estimate": None},  # an interval of nothing
        {"low": None},  # half an interval
        {"low": 9.0, "high": 8.0},  # upside down
        {"estimate": math.nan, "low": None, "high": None},
        {"low": -math.inf},
    ],
)
def test_evidence_refuses_numbers_that_mean_nothing(changes):
    with pytest.raises(ValueError, match="evidence 'e'"):
        replace(EVIDENCE, **changes)
