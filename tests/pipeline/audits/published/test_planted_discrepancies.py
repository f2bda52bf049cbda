"""Known contradictions of every kind, planted in a collection that has none: all are found, and nothing else."""

import random

import pytest

from pipeline.audits.published.audit import find_discrepancies
from pipeline.audits.published.findings import DiscrepancyKind as Kind
from tests.pipeline.audits.published.invented import (
    LANGUAGES,
    MLQA,
    SYSTEMS,
    XNLI,
    clean_rows,
    dataset,
    level_values,
    numbered,
    row,
    score,
)


def kinds(rows, datasets=()):
    return sorted(it.kind for it in find_discrepancies(numbered(*rows), list(datasets), LANGUAGES))


def changed(scores, language, value):
    text = f"{value:.1f}"
    return [
        it.model_copy(update={"value": float(text), "value_text": text}) if it.language == language else it
        for it in scores
    ]


def values_of(scores):
    return {it.language: it.value for it in scores if it.language != "avg"}


def test_clean_collection_raises_no_alarm():
    assert kinds(clean_rows().values(), [dataset("XNLI")]) == []


def test_clean_collection_in_another_order_raises_no_alarm():
    scores = [it for part in clean_rows().values() for it in part]
    random.Random(1).shuffle(scores)
    assert kinds([scores]) == []


def test_every_wrong_average_is_found():
    rows = clean_rows()
    for place, encoder in enumerate(SYSTEMS[3:]):  # those that nobody copies
        name = (encoder, "xnli", "accuracy", "a-paper")
        printed = next(it.value for it in rows[name] if it.language == "avg")
        rows[name] = changed(rows[name], "avg", printed + (0.3 + 0.2 * place) * (-1) ** place)
    assert kinds(rows.values()) == [Kind.AVERAGE_OF_LANGUAGES] * 4


def test_average_off_by_rounding_alone_is_no_finding():
    rows = clean_rows()
    name = (SYSTEMS[4], "xnli", "accuracy", "a-paper")
    printed = next(it.value for it in rows[name] if it.language == "avg")
    mean = sum(values_of(rows[name]).values()) / 15
    nearest = printed + (0.05 if mean > printed else -0.05)  # as far as figures and average may round apart
    rows[name] = changed(rows[name], "avg", round(nearest, 1))
    assert kinds(rows.values()) == []


def test_exchanged_averages_are_one_finding():
    rows = clean_rows()
    a, b = ((encoder, "xnli", "accuracy", "a-paper") for encoder in SYSTEMS[3:5])
    one, other = (next(it.value for it in rows[name] if it.language == "avg") for name in (a, b))
    rows[a], rows[b] = changed(rows[a], "avg", other), changed(rows[b], "avg", one)
    assert kinds(rows.values()) == [Kind.SWAPPED_AVERAGES]


def test_every_mistyped_cell_of_a_copy_is_found():
    rows = clean_rows()
    for language, encoder in zip(("hi", "de", "vi"), SYSTEMS[:3], strict=True):
        name = (encoder, "mlqa", "em", "b-readme")
        rows[name] = changed(rows[name], language, values_of(rows[name])[language] - 2)
    found = find_discrepancies(numbered(*rows.values()), [], LANGUAGES)
    assert sorted(it.kind for it in found) == [Kind.AVERAGE_OF_LANGUAGES] * 3 + [Kind.SINGLE_CELL] * 3
    averages = [it for it in found if it.kind is Kind.AVERAGE_OF_LANGUAGES]
    assert sorted(text for it in averages for text in ("hi", "de", "vi") if f" for {text}, as" in it.sentence) == [
        "de",
        "hi",
        "vi",
    ]


@pytest.mark.parametrize("encoder", SYSTEMS)
def test_exchanged_columns_are_found(encoder):
    rows = clean_rows()
    values = level_values(XNLI, 80, "exchanged")
    low, high = min(values, key=values.get), max(values, key=values.get)
    values[low], values[high] = values[high], values[low]
    rows["spoiled"] = row(values, encoder=f"other-{encoder}", source_id="c-page")
    found = find_discrepancies(numbered(*rows.values()), [], LANGUAGES)
    assert [it.kind for it in found] == [Kind.COLUMN_ORDER]
    assert {cell.language for cell in found[0].cells} == {low, high}


def test_row_in_the_order_of_the_alphabet_is_found():
    rows = clean_rows()
    values = level_values(XNLI, 80, "alphabet")
    alphabetical = ["en", *sorted(set(XNLI) - {"en"})]
    rows["spoiled"] = row(
        dict(zip(XNLI, [values[language] for language in alphabetical], strict=True)),
        encoder="other",
        source_id="c-page",
    )
    found = find_discrepancies(numbered(*rows.values()), [], LANGUAGES)
    assert [it.kind for it in found] == [Kind.COLUMN_ORDER]
    assert "English, then the alphabet" in found[0].sentence


def test_permuted_copy_is_found_as_such():
    rows = clean_rows()
    values = values_of(rows[SYSTEMS[3], "mlqa", "f1", "a-paper"])
    permuted = dict(zip(values, [*list(values.values())[1:], next(iter(values.values()))], strict=True))
    rows["copy"] = row(permuted, encoder="other", source_id="c-page", task="mlqa", metric="f1")
    assert Kind.PERMUTED_ROW in kinds(rows.values())


@pytest.mark.parametrize(
    ("label", "other", "kind"),
    [
        ("split", "dev", Kind.SPLIT_LABEL),
        ("setting", "translate-train", Kind.SETTING_LABEL),
        ("encoder", "omega", Kind.ENCODER_LABEL),
    ],
)
def test_equal_rows_under_two_labels_are_found(label, other, kind):
    rows = clean_rows()
    for encoder in SYSTEMS[3:]:
        values = values_of(rows[encoder, "xnli", "accuracy", "a-paper"])
        labels = {"encoder": encoder, "source_id": "c-page", "table_or_section": "Page", label: other}
        rows[encoder, "copy"] = row(values, **labels)
    assert kinds(rows.values()) == [kind] * 4


def test_sources_that_differ_are_one_finding_a_system_and_metric():
    rows = clean_rows()
    for encoder in SYSTEMS[3:]:
        values = level_values(MLQA, 60, f"again{encoder}")
        rows[encoder, "other"] = row(values, encoder=encoder, task="mlqa", metric="f1", source_id="c-page")
    assert kinds(rows.values()) == [Kind.SOURCE_CONFLICT] * 4


def test_reproduction_is_told_from_a_conflict():
    rows = clean_rows()
    labels = {"encoder": SYSTEMS[3], "system": f"{SYSTEMS[3]} (reproduced)", "source_id": "c-thread"}
    rows["again"] = row(level_values(XNLI, 74, "again"), **labels)
    assert kinds(rows.values()) == [Kind.REPRODUCTION_GAP]


def test_splits_far_apart_are_found_and_splits_near_are_not():
    rows = clean_rows()
    labels = {"encoder": SYSTEMS[3], "split": "dev", "source_id": "c-page"}  # SYSTEMS[3] is at level 77.5 on XNLI
    rows["dev"] = row(level_values(XNLI, 80, "dev"), **labels)
    assert kinds(rows.values()) == []
    rows["dev"] = row(level_values(XNLI, 85, "dev"), **labels)
    assert kinds(rows.values()) == [Kind.SPLIT_GAP]


def test_values_that_cannot_be_are_found():
    assert kinds(
        [[score("-3.0")], [score("61.0", task="mlqa", metric="em"), score("60.0", task="mlqa", metric="f1")]]
    ) == [
        Kind.METRIC_ORDER,
        Kind.OUT_OF_RANGE,
    ]


def test_gain_that_its_parts_do_not_give_is_found():
    scores = [score("70.0"), score("75.0", encoder="beta-base")]
    gain = {"encoder": "beta-base", "system": "beta minus alpha", "metric": "points_gain_over_alpha-base"}
    assert kinds([scores, [score("5.1", **gain)]]) == []  # 74.95 - 70.05 to 75.05 - 69.95, and 5.05 to 5.15
    assert kinds([scores, [score("5.3", **gain)]]) == [Kind.GAIN]


def test_metric_label_is_doubted_where_another_source_prints_the_figure_under_another_metric():
    task = {"task": "udpos"}
    scores = [
        score("73.8", **task),
        score("73.8", **task, metric="f1", source_id="b-readme"),
        score("78.2", **task, source_id="c-thread", system="alpha-base (reproduction)"),
    ]
    assert Kind.METRIC_LABEL in kinds([scores])
    assert kinds([scores[:2]]) == []  # nothing says which accuracy it should be: two metrics may be equal
