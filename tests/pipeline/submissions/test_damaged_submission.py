"""2,000 damaged files of each kind: scored or refused with one message, never another error."""

import json
import math
import shutil
from pathlib import Path

import pytest

from pipeline.domain.errors import CrosscheckError
from pipeline.submissions.files import score_file, suffix
from pipeline.tasks.discovery import get_task
from tests.pipeline.damage import damaged

FIXTURES = Path(__file__).parent / "fixtures"
OWN = {
    "mewslix": ('{"q1": ["Q1", "Q2"], "q2": ["Q3"]}', '{"q1": ["Q2"], "q2": ["Q3"]}'),
    "xcopa": ('{"label": 0}\n{"label": 1}\n', '{"label": 0, "premise": "a"}\n{"label": 0}\n'),
}


@pytest.mark.parametrize("task", ["xnli", "pawsx", "panx", "tatoeba", "bucc2018", "xquad", "mlqa", "mewslix", "xcopa"])
def test_damaged_files_are_scored_or_refused_with_one_message(tmp_path, task):
    language = {"panx": "en", "tatoeba": "ar", "bucc2018": "de", "mlqa": "zh"}.get(task, "en")
    name = f"{task}/test-{language}.{suffix(get_task(task))}"
    paths = [tmp_path / side for side in ("found", "gold")]
    for path, side, number in zip(paths, ("predictions", "gold"), (0, 1), strict=True):
        if task in OWN:
            path.write_text(OWN[task][number], encoding="utf-8")
        else:
            shutil.copy(FIXTURES / side / name, path)
    whole = [path.read_bytes() for path in paths]
    messages = []
    for number in range(2000):
        side = number % 2
        paths[side].write_bytes(damaged(whole[side], number))
        paths[1 - side].write_bytes(whole[1 - side])
        try:
            found = score_file(get_task(task), language, *paths, is_kept=number % 3 == 0)
        except CrosscheckError as error:
            messages.append(str(error))
        else:
            assert all(math.isfinite(value) and 0 <= value <= 100 for value in found.by_metric.values())
            json.dumps(found.by_metric)
    assert len(messages) > 500
    for message in messages:
        assert str(tmp_path) in message
        assert "\n" not in message
        assert len(message) < 600
