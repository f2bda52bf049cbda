"""How many files a reader has to open to follow one measured gain to its verdict."""

from benchmarks.path_of_one_gain import path_of_one_gain


def test_one_measured_gain_runs_through_twelve_files_at_most(tmp_path):
    files = path_of_one_gain(tmp_path)
    steps = [file for file in files if not file.startswith("pipeline/domain/")]
    assert len(steps) <= 12, steps
    assert "pipeline/claims/evidence/measured.py" in steps
    assert "pipeline/claims/verdicts/judge.py" in steps
