"""What a person could mean, and mostly does not; every value is worked out by hand."""

import pytest

from pipeline.domain.errors import DataFormatError, UnknownNameError
from pipeline.importers.checks import check_scores
from pipeline.importers.csv_scores import IMPORTER
from pipeline.importers.doubts import DOUBTS
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks

LANGUAGES = [language.language for language in load_languages()]
HEADER = "encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples"


def _row(
    regime, target, language, value, *, metric="accuracy", split="test", seed=0, n=1000, encoder="enc-a", n_seeds=""
):
    task = "" if regime == "none" else regime
    return f"{encoder},{regime},{task},{target},{language},{metric},{split},{seed},{value},{n},{n_seeds}"


def _read(tmp_path, rows, **options):
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([HEADER + ",n_seeds", *rows]) + "\n", encoding="utf-8")
    return check_scores(IMPORTER.read(path), load_tasks(), LANGUAGES, **options)


def _refused(tmp_path, rows, name, line):
    with pytest.raises(DataFormatError) as caught:
        _read(tmp_path, rows)
    assert caught.value.line == line
    assert caught.value.expected.endswith(f"say --allow {name}")
    assert len(_read(tmp_path, rows, allowed=[name]).rows) == len(rows)
    return caught.value.found


# --- scale, cell by cell ---------------------------------------------------------------------------------------------


def test_one_cell_in_fractions_beside_percentages_is_refused(tmp_path):
    # the gain in German is 10.0, not 71.36
    rows = [
        _row("none", "udpos", "de", "0.6198", metric="f1", n=5010),
        _row("none", "udpos", "fr", "61.98", metric="f1", n=5010),
        _row("squad_v1", "udpos", "de", "71.98", metric="f1", n=5010),
        _row("squad_v1", "udpos", "fr", "71.98", metric="f1", n=5010),
    ]
    found = _refused(tmp_path, rows, "fractions", 2)
    assert found == "0.6198 in column 'value' beside 71.98 in line 4"


def test_an_arm_in_fractions_is_refused(tmp_path):
    rows = [_row("none", "xnli", language, "0.60") for language in ("de", "fr")]
    rows += [_row("squad_v1", "xnli", language, "70.0") for language in ("de", "fr")]
    _refused(tmp_path, rows, "fractions", 2)


def test_a_seed_in_fractions_is_refused(tmp_path):
    rows = [_row("none", "xnli", "de", "60.0"), _row("squad_v1", "xnli", "de", "70.0")]
    rows += [_row("none", "xnli", "de", "0.6", seed=1), _row("squad_v1", "xnli", "de", "0.7", seed=1)]
    _refused(tmp_path, rows, "fractions", 4)


def test_an_encoder_in_fractions_beside_one_in_percent_is_refused(tmp_path):
    rows = [_row("none", "xnli", "de", "60.0"), _row("none", "xnli", "de", "0.6", encoder="enc-b")]
    assert "no accuracy of xnli above 1" in _refused(tmp_path, rows, "fractions", 3)


def test_a_language_in_fractions_that_one_system_alone_has_is_refused(tmp_path):
    rows = [
        _row("none", "xnli", language, value) for language, value in (("de", "60.0"), ("fr", "62.0"), ("sw", "0.5"))
    ]
    assert "other languages have 61" in _refused(tmp_path, rows, "fractions", 4)


def test_one_metric_in_fractions_is_refused(tmp_path):
    rows = [_row("none", "xquad", "de", "60.0", metric="f1"), _row("none", "xquad", "de", "0.4", metric="em")]
    _refused(tmp_path, rows, "fractions", 3)


@pytest.mark.parametrize(("low", "high"), [("0.6", "3.2"), ("1.0", "20.0"), ("0.9", "40.0"), ("0", "70.0")])
def test_low_percentages_beside_others_that_are_no_fraction_of_them_are_taken(tmp_path, low, high):
    rows = [_row("none", "tatoeba", "sw", low), _row("squad_v1", "tatoeba", "sw", high)]
    assert [row.value for row in _read(tmp_path, rows).rows] == [float(low), float(high)]


# --- copies ----------------------------------------------------------------------------------------------------------


def test_two_seeds_with_the_same_values_are_refused(tmp_path):
    rows = [_row("squad_v1", "xnli", language, "70.1", seed=seed) for seed in (0, 1) for language in ("de", "fr")]
    found = _refused(tmp_path, rows, "equal-seeds", 4)
    assert found == "the same values for seed 1 of 'squad_v1' as for seed 0, in all 2 cells of xnli"


def test_one_target_copied_among_others_is_found(tmp_path):
    rows = [_row("squad_v1", "xnli", language, "70.1", seed=seed) for seed in (0, 1) for language in ("de", "fr")]
    rows += [_row("squad_v1", "pawsx", "de", value, seed=seed) for seed, value in ((0, "80.0"), (1, "81.0"))]
    _refused(tmp_path, rows, "equal-seeds", 4)


def test_seeds_that_differ_in_one_cell_of_a_target_are_taken(tmp_path):
    rows = [_row("squad_v1", "xnli", "de", "70.1", seed=seed) for seed in (0, 1)]
    rows += [_row("squad_v1", "xnli", "fr", value, seed=seed) for seed, value in ((0, "70.1"), (1, "70.2"))]
    assert len(_read(tmp_path, rows).rows) == 4


def test_one_equal_cell_may_be_chance(tmp_path):
    rows = [_row("squad_v1", "xnli", "de", "70.1", seed=seed) for seed in (0, 1)]
    assert len(_read(tmp_path, rows).rows) == 2


def test_seeds_of_an_encoder_that_is_trained_on_nothing_are_equal_rightly(tmp_path):
    rows = [_row("none", "tatoeba", language, "70.1", seed=seed) for seed in (0, 1) for language in ("de", "fr")]
    assert len(_read(tmp_path, rows).rows) == 4


def test_dev_and_test_with_the_same_values_are_refused(tmp_path):
    rows = [_row(regime, "xnli", "de", value, split=split)
            for split in ("dev", "test") for regime, value in (("none", "60.0"), ("squad_v1", "70.0"))]  # fmt: skip
    assert len(_read(tmp_path, rows).rows) == 4  # one cell of each system may be chance
    rows = [
        _row("none", "xnli", language, "60.0", split=split) for split in ("dev", "test") for language in ("de", "fr")
    ]
    assert "the same values on test as on dev" in _refused(tmp_path, rows, "equal-splits", 4)


# --- counts ----------------------------------------------------------------------------------------------------------


def test_arms_on_different_numbers_of_examples_are_refused(tmp_path):
    rows = [_row("none", "xnli", "de", "60.0", n=500), _row("squad_v1", "xnli", "de", "70.0", n=250)]
    found = _refused(tmp_path, rows, "unequal-examples", 3)
    assert found == "250 in column 'n_examples' and 500 in line 2, its baseline"


@pytest.mark.parametrize(
    ("target", "language", "metric", "split", "n", "most"),
    [  # data/reference/datasets.csv
        ("xnli", "de", "accuracy", "test", 5100, "5010"),
        ("xnli", "sw", "accuracy", "dev", 2500, "2490"),
        ("mlqa", "de", "f1", "test", 4518, "4517"),
        ("xquad", "de", "f1", "test", 2000, "1190"),
        ("tatoeba", "sw", "accuracy", "test", 1010, "1000"),
    ],
)
def test_more_examples_than_the_data_set_has_are_refused(tmp_path, target, language, metric, split, n, most):
    rows = [_row("none", target, language, "60.0", metric=metric, split=split, n=n)]
    with pytest.raises(DataFormatError, match=f"at most the {most} of {target} {split}"):
        _read(tmp_path, rows)
    _refused(tmp_path, rows, "more-examples", 2)


def test_more_exact_matches_than_f1_are_refused(tmp_path):
    values = {"f1": "60.0", "em": "70.0"}
    rows = [_row("none", "xquad", "de", value, metric=metric, n=1190) for metric, value in values.items()]
    with pytest.raises(DataFormatError, match="em 70, and f1 60 in line 2"):
        _read(tmp_path, rows)
    _refused(tmp_path, rows, "em-above-f1", 3)


def test_a_count_that_no_data_set_has_is_refused_whatever_is_allowed(tmp_path):
    with pytest.raises(DataFormatError, match="at most 1,000,000"):
        _read(tmp_path, [_row("none", "xnli", "de", "60.0", n=999_999_999)], allowed=DOUBTS)


def test_a_word_that_is_no_doubt_is_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'fractions'"):
        _read(tmp_path, [_row("none", "xnli", "de", "60.0")], allowed=["fraction"])


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "n"),
    [
        ("3.3333333333333335", 30),  # 1 of 30, as pandas writes it
        ("83.19999999999999", 1000),  # 832 of 1000
        ("61.98000335693359", 5000),  # 3,099 of 5,000 in 32 bits
        ("14.2857142857142857142857", 7),
    ],
)
def test_long_floats_are_taken(tmp_path, value, n):
    assert _read(tmp_path, [_row("none", "xnli", "sw", value, n=n)]).rows[0].value == float(value)


def test_long_floats_that_n_examples_cannot_give_are_still_refused(tmp_path):
    # 1 of 30 is 3.33333..., 2 of 30 are 6.66666...
    with pytest.raises(DataFormatError, match=r"the nearest is 3\.33333"):
        _read(tmp_path, [_row("none", "tatoeba", "sw", "3.4333333333333335", n=30)])


def test_a_mean_over_seeds_is_taken_when_it_is_said_to_be_one(tmp_path):
    # 85.57 of 2,000 examples: 1711.4 right; over three seeds 5134 of 6,000 are 85.5667
    row = _row("none", "pawsx", "de", "85.57", n=2000)
    with pytest.raises(DataFormatError, match="say how many in column n_seeds"):
        _read(tmp_path, [row])
    (found,) = _read(tmp_path, [_row("none", "pawsx", "de", "85.57", n=2000, n_seeds=3)]).rows
    assert (found.value, found.n_seeds) == (85.57, 3)


def test_a_mean_that_so_many_seeds_cannot_give_is_refused(tmp_path):
    # three seeds of ten examples: thirtieths, 36.67 or 40.00
    with pytest.raises(DataFormatError, match=r"of 10 examples and 3 seeds; expected .* nearest is 36\.6667"):
        _read(tmp_path, [_row("none", "pawsx", "de", "38.00", n=10, n_seeds=3)])
