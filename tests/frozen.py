"""Claims as they were when the tests were written, so that a claim added to data/claims changes no expected value."""

from pathlib import Path

FROZEN_CLAIMS = Path(__file__).parent / "fixtures" / "claims"
