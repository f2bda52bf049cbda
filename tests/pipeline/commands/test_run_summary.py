import dataclasses
import io

import pytest
from rich.console import Console

from pipeline.build import build_judged
from pipeline.commands.printing.run_summary import N_CLAIMS, in_words, print_run_summary
from pipeline.commands.printing.verdict_table import verdict_rows
from pipeline.domain.verdict import VerdictWord
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    home = write_small_home(tmp_path_factory.mktemp("home"))
    return verdict_rows(build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))


def _printed(rows, profile="small", width=110):
    out = io.StringIO()
    print_run_summary(rows, profile, "Small", Console(file=out, width=width))
    return out.getvalue().splitlines()


def test_run_summary_shows_claimed_measured_and_verdict_of_a_claim(rows):
    (line,) = [line for line in _printed(rows) if "8.2 points" in line]
    assert "+10.00 [" in line
    assert "↔ cannot be told" in line  # one seed
    assert "↔ different setup: the claim is neither confirmed nor refuted" in _printed(rows)


def test_run_summary_names_each_measured_claim_once_and_verify_for_the_rest(rows):
    lines = _printed(rows)
    measured = {row.claim_id for row in rows if row.profile == "small" and row.estimate is not None}
    assert len([line for line in lines if "↔" in line and "neither confirmed" not in line]) == len(measured)
    assert "python -m pipeline verify" in " ".join(lines)


def test_run_summary_of_many_claims_fits_25_lines(rows):
    one = next(row for row in rows if row.profile == "small" and row.estimate is not None)
    many = [dataclasses.replace(one, claim_id=f"claim-{number}") for number in range(60)]
    lines = _printed(many, width=80)
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 80
    assert f"{60 - N_CLAIMS} more claims" in " ".join(lines)


def test_run_summary_without_scores_says_what_the_published_figures_decide(rows):
    lines = _printed(rows, profile="another")
    assert "more claims, by published figures" in lines[0]


@pytest.mark.parametrize("word", list(VerdictWord))
def test_every_verdict_has_words_of_its_own(word, rows):
    titles = [other.words for other in VerdictWord]
    assert titles.count(word.words) == 1
    assert word.words in in_words(dataclasses.replace(rows[0], verdict=word, direction=None))
