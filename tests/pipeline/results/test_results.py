import re
from pathlib import Path

import pytest

from pipeline.build import build_judged
from pipeline.domain.errors import StoreError, UnknownNameError
from pipeline.results import COLUMNS, open_results
from pipeline.store.publish import publish
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "results.md"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = write_small_home(tmp_path_factory.mktemp("home"))
    publish(home, build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))
    return home


@pytest.fixture
def results(home):
    with open_results(home=home.root) as opened:
        yield opened


@pytest.mark.parametrize("name", COLUMNS)
def test_results_have_the_documented_columns_and_rows(results, name):
    frame = getattr(results, name)()
    assert list(frame.columns) == list(COLUMNS[name])
    assert len(frame)


def test_gains_are_score_minus_baseline(results):
    gains = results.gains()
    paired = gains.dropna(subset=["gain"])
    assert len(paired)
    assert (paired["score"] - paired["baseline_score"]).tolist() == pytest.approx(paired["gain"].tolist())


def test_results_are_filtered_by_a_column(results):
    every = results.scores()
    some = results.scores(task="xnli", language="en")
    assert 0 < len(some) < len(every)
    assert set(some["task"]) == {"xnli"}


def test_results_refuse_an_unknown_column(results):
    with pytest.raises(UnknownNameError, match="column of gains 'langauge'; did you mean 'language'"):
        results.gains(langauge="en")


def test_results_of_an_empty_home_say_so(tmp_path):
    with pytest.raises(StoreError, match="nothing is published"), open_results(home=tmp_path):
        pass


def test_document_runs_as_it_stands(home, monkeypatch, capsys):
    monkeypatch.setenv("CROSSCHECK_HOME", str(home.root))
    names = {}
    for block in re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, str(DOCUMENT), "exec"), names)
    printed = capsys.readouterr().out
    assert "phang2020-squad-gain" in printed
    assert "gain: points" in printed
