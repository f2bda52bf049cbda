"""Misquotes found with their kind, and rows that must not be accused."""

from collections import Counter

import pytest

from pipeline.audits.reports.checks.findings import FindingKind
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, told
from pipeline.audits.reports.uploads import Upload, audit_documents
from pipeline.store.languages import load_languages

from .labelled import ALL_SETS, HELD_OUT, TUNED, read_labelled_rows
from .sources import checked, shipped_sources

ACCUSED = (Outcome.CONTRADICTS, Outcome.OTHER_VERSION)
NAMES = {
    "wrong_value": Misquote.VALUE,
    "wrong_sign": Misquote.SIGN,
    "wrong_encoder": Misquote.ENCODER,
    "wrong_split": Misquote.SPLIT,
    "wrong_task": Misquote.TASK,
    "wrong_count": Misquote.COUNT,
    "other_version": Misquote.VERSION,
    "overstated_scope": Misquote.SCOPE,
    "wrong_setting": Misquote.SETTING,
}
FORGED = """# Cross-lingual transfer, a synthesis

May 1, 2031

## 3 Results

6 claims extracted; 6 independently verified. Quality review score: 9.6/10.

## 5 Extracted Claims

| Claim | Verified | Confidence |
|---|---|---|
| Intermediate-task training on SQuAD improves the XTREME target tasks by 28.2 points. | ✓ | 0.97 |
| Intermediate-task training on MNLI lowers target-task performance by 7.5 points. | ✓ | 0.91 |
| All experiments take mBERT as the starting point. | ✓ | 0.88 |
| The MNLI intermediate task contains 492,702 training examples. | ✓ | 0.95 |
| The best models for each target task gain 6.1 points on average on XTREME. | ✓ | 0.93 |
| HellaSwag intermediate training improves all languages by 7.0 points. | ✓ | 0.90 |
"""


def test_every_row_of_a_forged_report_is_found_with_its_kind():
    result = audit_documents([Upload("forged.md", FORGED.encode())])
    assert [row.check.misquotes for row in result.documents[0].rows] == [
        (Misquote.VALUE,),
        (Misquote.SIGN,),
        (Misquote.ENCODER,),
        (Misquote.COUNT,),
        (Misquote.VERSION,),
        (Misquote.SCOPE,),
    ]
    assert result.told == "5 of 6 rows contradict the source, 1 is another version's number."
    assert [finding.kind for finding in result.findings[:6]] == [FindingKind.CONTRADICTS_SOURCE] * 5 + [
        FindingKind.OTHER_VERSION
    ]
    assert result.documents[0].rows[5].claim_ids == ()  # an overstated claim is not stated


@pytest.mark.parametrize("path", ALL_SETS.values(), ids=ALL_SETS)
def test_recall_and_false_accusations_on_the_labelled_rows(path):
    rows = read_labelled_rows(path)
    outcomes = [(row, checked(row.text)) for row in rows]
    misquotes = [(row, check) for row, check in outcomes if row.label == "misquote"]
    others = [(row, check) for row, check in outcomes if row.label != "misquote"]
    missed = [row.text for row, check in misquotes if check.outcome not in ACCUSED]
    accused = [row.text for row, check in others if check.outcome in ACCUSED]
    assert len(missed) <= 0.05 * len(misquotes), missed
    assert len(accused) <= 0.01 * len(others), accused


def test_kinds_of_the_labelled_misquotes():
    rows = [row for row in read_labelled_rows(TUNED) if row.label == "misquote"]
    wrong = [row.text for row in rows if not {NAMES[kind] for kind in row.kinds} & set(checked(row.text).misquotes)]
    assert len(wrong) <= 0.05 * len(rows), wrong


def test_rows_on_other_papers_are_neither_accused_nor_linked():
    rows = [row for path in (TUNED, HELD_OUT) for row in read_labelled_rows(path) if row.label == "other"]
    assert Counter(checked(row.text).outcome for row in rows) == {Outcome.UNCHECKED: len(rows)}


def test_no_published_score_is_accused_where_it_is_quoted_as_printed():
    scores = shipped_sources().scores
    titles = {"xnli": "XNLI", "pawsx": "PAWS-X", "xquad": "XQuAD", "mlqa": "MLQA", "tydiqa": "TyDiQA", "panx": "PAN-X"}
    metrics = {"accuracy": "accuracy", "f1": "F1", "em": "exact match"}
    rows = [
        row
        for (_, task), found in scores.by_place.items()
        if task in titles
        for row in found
        if row.metric in metrics and row.language == "avg"
    ]
    quoted = [f"{row.system} reaches {row.value_text} {metrics[row.metric]} on {titles[row.task]}." for row in rows]
    assert len(quoted) > 300
    assert [text for text in quoted if checked(text).outcome in ACCUSED] == []


def test_no_figures_of_single_languages_are_accused_where_they_are_quoted_as_printed():
    titles = {"xnli": "XNLI", "pawsx": "PAWS-X", "xquad": "XQuAD", "mlqa": "MLQA", "tydiqa": "TyDiQA", "panx": "PAN-X"}
    metrics = {"accuracy": "accuracy", "f1": "F1", "em": "exact match"}
    names = {language.language: language.name for language in load_languages()}
    tables: dict[tuple[str, ...], dict[str, str]] = {}
    for (_, task), found in shipped_sources().scores.by_place.items():
        for row in found:
            if task in titles and row.metric in metrics and row.language in ("avg", *names):
                table = tables.setdefault((row.source_id, row.system, task, row.metric, row.setting), {})
                table.setdefault(row.language, row.value_text)
    quoted = []
    for (_, system, task, metric, _), printed in tables.items():
        name, mean = system.partition(" (")[0], printed.pop("avg", None)
        first, *others = list(printed.items())[:3] or [("", "")]
        if not others:
            continue
        listed = ", ".join(f"{language} {value}" for language, value in (first, *others))
        quoted.append(f"{name}, {titles[task]} {metrics[metric]}: {listed}")
        behind = " and ".join(f"{value} in {names[language]}" for language, value in (first, *others))
        quoted.append(f"On {titles[task]}, {name} has {metrics[metric]} of {behind}.")
        if mean:
            quoted.append(f"{titles[task]} ({metrics[metric]}): {name} {mean} avg; {names[first[0]]} {first[1]}")
            quoted.append(
                f"{name} reaches {mean} {metrics[metric]} on {titles[task]}, {first[1]} in {names[first[0]]}."
            )
    assert len(quoted) > 200
    assert [text for text in quoted if checked(text).outcome in ACCUSED] == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("XLM-R Large, XNLI: en 89.1, sw 79.3, ur 73.8", Outcome.CONTRADICTS),
        ("InfoXLM Large reaches 81.4 on XNLI - 84.5 in French, 78.4 in Swahili.", Outcome.CONTRADICTS),
        ("mT5 XNLI, zero-shot, Small / Base / Large: 67.5 / 75.4 / 81.1", Outcome.AGREES),
        ("mT5 XNLI, zero-shot, Small / Base / Large: 67.5 / 81.1 / 75.4", Outcome.CONTRADICTS),
        ("Unicoder, XNLI: zero-shot 78.5, translate-train-all 75.4", Outcome.CONTRADICTS),
        ("XLM-R over XLM-100 on XNLI: sw +15.7, ur +11.4", Outcome.AGREES),
        ("XLM-R over XLM-100 on XNLI: sw +11.4, ur +15.7", Outcome.CONTRADICTS),
        ("Train sizes: MNLI 392,702; QQP 336,846", Outcome.CONTRADICTS),
        ("XLM-R, trained on a hundred languages, is 14.6 points above mBERT on XNLI.", Outcome.AGREES),
        ("XLM-R Large obtains 80.9 on XNLI; with translate-train-all it obtains 83.6.", Outcome.AGREES),
        ("XLM-R Large in translate-test reaches 79.1 on XNLI.", Outcome.UNCHECKED),
        ("MNLI, which 393k examples make up, and SQuAD, with 88k, are both English.", Outcome.UNCHECKED),
        ("We train on 10,000 examples of MNLI and on 5,000 of QQP.", Outcome.UNCHECKED),
        ("XNLI sample: dev 500, test 1,000", Outcome.UNCHECKED),
        ("RemBERT vs XLM-R: XNLI 80.8/79.2, PAWS-X 87.5/86.4, PAN-X 70.1/65.4", Outcome.AGREES),
        ("From English to Urdu, XLM-R Large drops from 89.1 to 73.8 on XNLI.", Outcome.AGREES),
    ],
)
def test_each_number_of_a_row_is_held_in_its_own_scope(text, outcome):
    assert checked(text).outcome is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("RemBERT reaches 80.8 on XNLI.", Outcome.AGREES),
        ("RemBERT reaches 0.808 accuracy on XNLI.", Outcome.AGREES),
        ("RemBERT reaches 82.8 on XNLI.", Outcome.CONTRADICTS),
        ("RemBERT with adapters reaches 82.8 on XNLI.", Outcome.UNCHECKED),
        ("Our rerun of RemBERT reaches 82.8 on XNLI.", Outcome.UNCHECKED),
        ("RemBERT reaches 82.8 on XNLI-X.", Outcome.UNCHECKED),
        ("XLM-R Large reaches 79.2 on XNLI.", Outcome.AGREES),  # XTREME prints it
        ("XLM-R Large reaches 80.9 on XNLI.", Outcome.AGREES),  # its own paper prints it
        ("mT5-XXL reaches 87.1 on XNLI zero-shot.", Outcome.CONTRADICTS),  # that is translate-train
        ("SQuAD training may add 28.2 points on XTREME.", Outcome.DOUBTFUL),
        ("SQuAD improves XTREME-R by 3.1 points.", Outcome.UNCHECKED),
        ("SQuAD improves XTREME by 8.2 points (Gupta et al., 2019).", Outcome.UNCHECKED),
        ("On retrieval tasks SQuAD gains 30.9 points over XTREME's baseline.", Outcome.UNCHECKED),
        ("The policy rate fell by 8.2 basis points.", Outcome.UNCHECKED),
        ("BLEU improved by 8.2 points.", Outcome.UNCHECKED),
    ],
)
def test_what_a_row_is_held_against(text, outcome):
    assert checked(text).outcome is outcome, checked(text)


@pytest.mark.parametrize(
    ("text", "outcome", "misquotes"),
    [
        # 89.1 in English and 73.9 in Swahili: 15.2 apart
        ("XLM-R Large loses 15.2 points on XNLI from English to Swahili.", Outcome.AGREES, ()),
        ("On XNLI, Swahili trails English by 15.2 points with XLM-R Large.", Outcome.AGREES, ()),
        ("The gap between Swahili and English is 15.2 points for XLM-R Large on XNLI.", Outcome.AGREES, ()),
        ("On XNLI, Swahili trails English by 25.2 points with XLM-R Large.", Outcome.CONTRADICTS, (Misquote.VALUE,)),
        ("On XNLI, English trails Swahili by 15.2 points with XLM-R Large.", Outcome.CONTRADICTS, (Misquote.SIGN,)),
        ("On XNLI, Swahili trails English by 25.2 points with GPT-4.", Outcome.UNCHECKED, ()),
        ("On XNLI, Swahili trails English by 25.2 points with our XLM-R Large.", Outcome.UNCHECKED, ()),
        ("On XNLI, Swahili may trail English by 25.2 points with XLM-R Large.", Outcome.DOUBTFUL, ()),
        ("With XLM-R Large, Swahili and Urdu gain 5.2 points on XNLI.", Outcome.UNCHECKED, ()),
        # 73.9 and 58.2 in Swahili: of all languages the largest difference
        ("XLM-R Large beats XLM-100 by up to 15.7 points on XNLI.", Outcome.AGREES, ()),
        ("XLM-R Large beats XLM-100 by up to 25.7 points on XNLI.", Outcome.CONTRADICTS, (Misquote.VALUE,)),
        ("XLM-R Large reaches up to 89.1 on XNLI.", Outcome.AGREES, ()),
        ("XLM-R Large reaches up to 98.1 on XNLI.", Outcome.CONTRADICTS, (Misquote.VALUE,)),
        ("XLM-R Large reaches up to 75.1 on XNLI.", Outcome.UNCHECKED, ()),
        ("SQuAD intermediate training adds up to 18.2 points on XTREME.", Outcome.DOUBTFUL, ()),
        # sizes by language
        ("MLQA's German test set has 4,517 questions.", Outcome.AGREES, ()),
        ("MLQA's German test set has 4,715 questions.", Outcome.CONTRADICTS, (Misquote.COUNT,)),
        ("XNLI has 12,000 Swahili training pairs.", Outcome.UNCHECKED, ()),
        ("PAWS-X offers 2,000 German test pairs.", Outcome.AGREES, ()),  # so says another source
        # names that are only set aside
        ("SQuAD, not MNLI, raises XTREME by 8.2 points.", Outcome.AGREES, ()),
        ("MNLI, not SQuAD, raises XTREME by 8.2 points.", Outcome.CONTRADICTS, (Misquote.TASK,)),
        ("Not RemBERT but XLM-R Large reaches 90.9 on XNLI.", Outcome.CONTRADICTS, (Misquote.VALUE,)),
        ("Every intermediate task raises XTREME by 8.2 points.", Outcome.CONTRADICTS, (Misquote.SCOPE,)),
        # words that take a row elsewhere, and what is said first for all of a row
        ("When the authors froze the embeddings, XLM-R Large fell to 76.3 on XNLI.", Outcome.UNCHECKED, ()),
        ("Starting from random weights, XLM-R Large gets 61.0 on XNLI.", Outcome.UNCHECKED, ()),
        ("XLM-R Large, tuned for ten epochs, drops to 77.7 on XNLI.", Outcome.UNCHECKED, ()),
        ("XLM-R Large averages 61.2 on XNLI in languages without a script of their own.", Outcome.UNCHECKED, ()),
        ("SQuAD intermediate training gains 9.1 points for learners of English.", Outcome.UNCHECKED, ()),
        ("On Tatoeba, SQuAD brings 20 points and MNLI 35 points.", Outcome.UNCHECKED, ()),
        ("On XTREME, SQuAD brings 8.2 points and MNLI 35 points.", Outcome.CONTRADICTS, (Misquote.VALUE,)),
        ("With all nine intermediate tasks in one go, XTREME gains 8.7 points.", Outcome.AGREES, ()),
        ("On TyDiQA, XLM-R has an 11.9-point lead on RemBERT.", Outcome.CONTRADICTS, (Misquote.SIGN,)),
        ("VECO, using translations, reaches 83.0 on XNLI.", Outcome.AGREES, ()),
        ("VECO, without translations, reaches 83.0 on XNLI.", Outcome.CONTRADICTS, (Misquote.SETTING,)),
    ],
)
def test_what_is_said_of_languages_and_of_what_is_set_aside(text, outcome, misquotes):
    assert (checked(text).outcome, checked(text).misquotes) == (outcome, misquotes)


def test_row_that_cites_another_paper_is_not_held_against_this_one():
    text = "SQuAD intermediate training improves XTREME by 28.2 points."
    assert checked(text).outcome is Outcome.CONTRADICTS
    assert checked(text, ("https://arxiv.org/abs/1911.02116",)).outcome is Outcome.UNCHECKED
    assert checked(text, ("https://arxiv.org/abs/2005.13013v2",)).outcome is Outcome.CONTRADICTS


def test_told_counts_what_was_not_checked():
    given = [Outcome.CONTRADICTS] * 2 + [Outcome.OTHER_VERSION] + [Outcome.UNCHECKED] * 4
    assert told(given) == "2 of 7 rows contradict the source, 1 is another version's number, 4 could not be checked."


def test_told_prints_no_bare_zero():
    assert told([Outcome.CONTRADICTS]) == "The row contradicts the source."
    assert told([Outcome.UNCHECKED] * 3) == (
        "None of 3 rows could be checked: no registered claim or published figure is near what they say."
    )
    assert told([Outcome.AGREES, Outcome.UNCHECKED]) == (
        "Of 2 rows, 1 could be checked and none of them contradicts the source, 1 agrees, 1 could not be checked."
    )


def test_ticks_on_what_cannot_be_checked_say_so():
    text = "# Tea\n\n## Claims\n\n| Claim | Verified |\n|---|---|\n| Tea cools. | ✓ |\n| Figs ripen. | ✗ |\n"
    (found,) = audit_documents([Upload("tea.md", text.encode())]).findings_of(FindingKind.TICK_UNCHECKED)
    assert found.text == "1 of 1 ticked rows could not be checked: the tick is the report's word alone"
