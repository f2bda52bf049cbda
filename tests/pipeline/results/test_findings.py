import numpy as np
import pytest

from pipeline.build import build_judged
from pipeline.commands.findings import CONTROLS
from pipeline.results import open_results
from pipeline.results.findings import findings, rank_correlation
from pipeline.store.home import REPOSITORY, Home
from pipeline.store.publish import publish
from pipeline.store.shipped import SNAPSHOT
from pipeline.tasks.discovery import load_tasks
from tests.small_home import NOW, small_tasks, write_small_home


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    home = write_small_home(tmp_path_factory.mktemp("home"))
    publish(home, build_judged(home, now=NOW, git_commit=None, tasks=small_tasks()))
    with open_results(home=home.root) as results:
        return findings(results, "small", "small", ["small"]), findings(results, "lab", "small")


def _row(text, name, below=""):
    lines = text.partition(below)[2] if below else text
    return next(line for line in lines.splitlines() if line.startswith(f"| {name} |")).split(" | ")


def test_table_has_means_over_the_other_languages_and_gains_over_none(text):
    whole, _ = text
    panx, xnli, xquad = 1, 2, 3
    # xnli, test: de 50, zh 40, en 70; xquad: means of F1 and EM are 45 and 35, in English 65
    none = _row(whole, "None (baseline)")
    assert none[xnli] == "45.0 (70)"
    assert none[xquad].startswith("40.0 (65)")
    # of ten guesses at three labels, 97.5% of guessers have at most 33.3 + 1.96 x 14.9 = 62.5 right; after squad_v1
    # both languages have 50, after hellaswag zh has 70: a gain of 30, where de has one of 0
    assert _row(whole, "SQuAD v1.1")[xnli] == "chance (80)"
    assert "+15.0 [" in _row(whole, "HellaSwag")[xnli]
    assert "+0.0 [" in _row(whole, "SQuAD v1.1")[panx]


def test_a_control_is_a_row_over_the_same_languages(text):
    whole, _ = text
    # the small home as its own control: the baseline's means once more, on PAN-X those of 50 and 30
    assert _row(whole, "control: small-encoder")[1:] == ["40.0", "45.0", "40.0 |"]


def test_what_it_took_counts_each_training(text):
    whole, _ = text
    # three targets of 12,800 tokens at 213.3 a second: 180 s; each scored in a minute
    assert _row(whole, "None (baseline)", "## What it took")[1:] == ["1", "3", "213", "3 |"]


def test_what_sets_runs_apart_from_the_claims_is_told_with_its_effect(text):
    whole, _ = text
    row = _row(whole, "encoder", "## Why the paper's numbers may differ")
    assert row[1:3] == ["xlm-roberta-large", "small-encoder"]
    assert row[3].startswith("another network learned other things before")


def test_what_the_runs_are_is_said_first(text):
    whole, _ = text
    assert "small-encoder (1M parameters) on generated text: 9 finished runs, seed 0, 3 targets, 3 languages" in whole
    assert "Intermediate regimes: HellaSwag, SQuAD v1.1. One seed says" in whole


def test_profile_without_runs_says_how_to_get_some(text):
    assert "No finished run of `lab` is in the published file" in text[1]
    assert "`python -m pipeline run lab --data DIR`" in text[1]


def test_rank_correlation_of_equal_and_reversed_orders():
    order = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert rank_correlation(order, order * 10) == pytest.approx((1.0, 1.0, 1.0))
    assert rank_correlation(order, -order) == pytest.approx((-1.0, -1.0, -1.0))


def test_document_is_what_the_shipped_results_give(tmp_path):
    home = Home(tmp_path)
    publish(home, build_judged(home, now=NOW, git_commit=None, tasks=list(load_tasks().values()), shipped=SNAPSHOT))
    with open_results(home=home.root) as results:
        written = findings(results, "lab", "mini-full", CONTROLS)
    assert (REPOSITORY / "docs" / "findings.md").read_text(encoding="utf-8") == written, (
        "run `python -m pipeline findings lab --out docs/findings.md` on a home built from data/snapshot alone"
    )
