from dataclasses import replace

from pipeline.claims.evidence.gathered_cells import choose
from pipeline.claims.evidence.pairing import GainRow
from pipeline.domain.claim import SplitRule
from tests.pipeline.claims.examples import CLAIM

ON_TEST = replace(CLAIM, split=SplitRule.TEST)


def _row(regime, split, language, gain, seed=0, task="xnli"):
    return GainRow("r", "b", regime, seed, task, language, split, gain, 10, 10, 10)


def test_choose_takes_the_claimed_split_where_there_is_one():
    rows = [_row("mnli", "dev", "en", 1.0), _row("mnli", "test", "en", 2.0)]
    assert choose(CLAIM, rows)["xnli"].split == "dev"
    assert choose(ON_TEST, rows)["xnli"].split == "test"


def test_choose_takes_the_other_split_where_the_claimed_one_is_missing():
    assert choose(CLAIM, [_row("mnli", "test", "en", 2.0)])["xnli"].split == "test"


def test_choose_picks_the_best_regime_on_dev_and_not_on_test():
    rows = [_row("mnli", "dev", "en", 5.0), _row("qqp", "dev", "en", 1.0)]
    rows += [_row("mnli", "test", "en", 0.0), _row("qqp", "test", "en", 9.0)]
    choice = choose(ON_TEST, rows)["xnli"]
    assert (choice.regime, choice.split, choice.selection_split) == ("mnli", "test", "dev")


def test_choose_falls_back_to_the_evaluated_split_and_says_so():
    rows = [_row("mnli", "dev", "en", 5.0)]
    rows += [_row("mnli", "test", "en", 0.0), _row("qqp", "test", "en", 9.0)]
    choice = choose(ON_TEST, rows)["xnli"]
    assert (choice.regime, choice.selection_split) == ("qqp", "test")


def test_choose_compares_regimes_on_languages_that_all_have():
    # mnli leads on en, the one shared language, though its mean over two is lower
    rows = [_row("mnli", "dev", "en", 3.0), _row("mnli", "dev", "de", -9.0), _row("qqp", "dev", "en", 2.0)]
    assert choose(CLAIM, rows)["xnli"].regime == "mnli"


def test_choose_takes_means_over_seeds():
    # mnli 0, 0, 30: mean 10; qqp 1, 1, 1
    rows = [_row("mnli", "dev", "en", gain, seed) for seed, gain in enumerate((0.0, 0.0, 30.0))]
    rows += [_row("qqp", "dev", "en", 1.0, seed) for seed in range(3)]
    assert choose(CLAIM, rows)["xnli"].regime == "mnli"


def test_choose_settles_ties_by_name():
    rows = [_row("qqp", "dev", "en", 1.0), _row("mnli", "dev", "en", 1.0)]
    assert choose(CLAIM, rows)["xnli"].regime == choose(CLAIM, rows[::-1])["xnli"].regime == "mnli"


def test_choose_leaves_out_tasks_without_gains():
    assert choose(CLAIM, []) == {}
