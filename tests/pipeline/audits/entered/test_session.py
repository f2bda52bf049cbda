from datetime import UTC, datetime

import pytest

from pipeline.audits.entered.session import audit_table, judge_table, tasks_of_rows
from pipeline.domain.task import Split
from pipeline.store.build import task_row
from pipeline.store.entered import EnteredTable
from pipeline.tasks.discovery import load_tasks
from tests.pipeline.audits.entered.reader import claims, read

SQUAD = "phang2020-squad-gain"
HEAD = "Model,XNLI,PAWS-X,UD POS F1,PAN-X,XQuAD F1/EM,MLQA F1/EM,TyDiQA F1/EM,BUCC,Tatoeba\n"
BEFORE = "XLM-R Large,70.0,80.0,60.0,50.0,70.0/50.0,60.0/40.0,50.0/30.0,60.0,50.0\n"
# each task 8.2 above
AFTER = "SQuAD v1.1,78.2,88.2,68.2,58.2,78.2/58.2,68.2/48.2,58.2/38.2,68.2,58.2\n"
ROWS = [task_row(task) for task in load_tasks().values()]


def entry(table, **about):
    fields = {
        "name": "invented",
        "title": "An invented paper",
        "url": "https://example.org/invented",
        "table": "Table 2",
        "entered_by": "Ann",
        "entered_at": datetime(2026, 11, 29, 12, 0, tzinfo=UTC),
        "file_name": "table.csv",
        "file_sha256": "0" * 64,
        "figures": tuple(one.figure for one in table.figures),
    }
    return EnteredTable(**(fields | about))


def verdict(text, claim=SQUAD, **about):
    return judge_table(claims()[claim], entry(read(text, claim), **about), ROWS)[0]


def findings(text, **given):
    table = read(text, **given)
    return [(found.kind.value, found.sentence) for found in audit_table(table, entry(table))]


def test_a_table_typed_in_is_judged_by_the_judge_of_all_claims():
    found = verdict(HEAD + BEFORE + AFTER)
    assert found.verdict.verdict == "CONSISTENT"
    # each arm of each task is off by 0.05 at most
    assert (found.evidence.estimate, found.evidence.low, found.evidence.high) == pytest.approx((8.2, 8.1, 8.3))
    assert found.n_figures == 24


def test_the_verdict_says_who_entered_the_figures_when_and_from_where():
    assert verdict(HEAD + BEFORE + AFTER).verdict.reason.endswith(
        "These 24 figures were entered by hand by Ann on 2026-11-29 from Table 2 of An invented paper "
        "(https://example.org/invented); nobody has checked them against it."
    )


def test_figures_count_as_precise_as_they_were_typed():
    # the baseline of XNLI without decimals is off by 0.5 at most: (0.5 + 0.05 + 8 * 0.1) / 9 = 0.15
    found = verdict(HEAD + BEFORE.replace("70.0,80.0", "70,80.0") + AFTER)
    assert (found.evidence.low, found.evidence.high) == pytest.approx((8.05, 8.35))


def test_two_decimals_in_another_figure_do_not_sharpen_the_rest():
    # (0.005 + 0.05 + 8 * 0.1) / 9 = 0.095
    found = verdict(HEAD + BEFORE.replace("70.0,80.0", "70.00,80.0") + AFTER)
    assert (found.evidence.low, found.evidence.high) == pytest.approx((8.105, 8.295))


def test_one_number_for_the_mean_of_f1_and_em_is_taken_as_such():
    head = HEAD.replace("XQuAD F1/EM", "XQuAD (mean of F1 and EM)")
    before, after = BEFORE.replace("70.0/50.0", "60.0"), AFTER.replace("78.2/58.2", "68.2")
    found = verdict(head + before + after)
    assert (found.evidence.estimate, found.n_figures) == (pytest.approx(8.2), 22)


def test_another_gain_deviates_and_one_from_the_claims_own_table_contradicts_itself():
    after = AFTER.replace("78.2,88.2", "60.2,88.2")  # 18 points less in one of nine tasks: 6.2
    assert verdict(HEAD + BEFORE + after).verdict.verdict == "DEVIATES"
    own = verdict(HEAD + BEFORE + after, url="http://www.arxiv.org/pdf/2005.13013v2")
    assert own.verdict.verdict == "SELF_INCONSISTENT"


def test_a_table_of_another_version_of_the_paper_is_another_scope():
    found = verdict(HEAD + BEFORE + AFTER, url="https://arxiv.org/abs/2005.13013v1")
    assert found.verdict.verdict == "SCOPE_MISMATCH"
    assert [row.what for row in found.verdict.scope_differences] == ["source version"]


def test_figures_of_another_split_or_setting_do_not_answer_the_claim():
    table = read(HEAD + BEFORE + AFTER, SQUAD, split="test")
    found = judge_table(claims()[SQUAD], entry(table), ROWS)[0]
    assert found.verdict.verdict == "NOT_COMPUTABLE"
    table = read(HEAD + BEFORE + AFTER, SQUAD, setting="translate-train")
    assert judge_table(claims()[SQUAD], entry(table), ROWS)[0].verdict.verdict == "NOT_COMPUTABLE"


def test_an_incomplete_table_says_what_is_missing_and_what_it_would_have_to_be():
    found = judge_table(
        claims()[SQUAD], entry(read((HEAD + BEFORE + AFTER).replace(",68.2,58.2\n", ",68.2,--\n"), SQUAD)), ROWS
    )
    said = " ".join(one.verdict.reason for one in found)
    # 9 * 8.2 - 8 * 8.2 = 8.2
    assert "tatoeba would have to sum to +8.20" in said
    assert all(one.evidence.estimate is None for one in found)


def test_a_claim_of_another_kind_is_not_judged_from_a_table():
    assert judge_table(claims()["phang2020-three-phases"], entry(read(HEAD + BEFORE, SQUAD)), ROWS) == []


def test_an_average_over_tasks_that_does_not_follow_is_found():
    # (79.0 + 87.0) / 2 = 83.0, printed 84.0
    found = findings("Model,XNLI,PAWS-X,Avg\nXLM-R Large,79.0,87.0,84.0\n", split="test")
    assert [kind for kind, _ in found] == ["average_of_tasks"]
    assert "The table prints 84.0 as the average" in found[0][1]
    assert "83.00" in found[0][1]


def test_averages_that_follow_are_not_found():
    assert findings("Model,XNLI,PAWS-X,Avg\nXLM-R Large,79.0,87.0,83.0\n", split="test") == []
    # 70 80 60 50 60 50 40 60 50 sum to 520; / 9 = 57.78
    table = (HEAD + BEFORE).replace("Tatoeba\n", "Tatoeba,Avg\n").replace(",50.0\n", ",50.0,57.8\n")
    assert findings(table, split="dev_else_test") == []
    assert len(findings(table.replace("57.8", "53.0"), split="dev_else_test")) == 1


def test_an_average_without_its_members_is_not_doubted():
    assert findings("Model,XNLI,Avg\nXLM-R Large,79.0,44.0\n", split="test") == []


def test_an_average_over_languages_that_does_not_follow_is_found():
    # PAWS-X has de en es fr ja ko zh: the mean of 90 90 90 90 80 80 80 is 85.71
    table = "Model,en,de,es,fr,ja,ko,zh,avg\nXLM-R Large,90.0,90.0,90.0,90.0,80.0,80.0,80.0,{}\n"
    assert findings(table.format("85.7"), task="pawsx", split="test") == []
    ((kind, sentence),) = findings(table.format("86.4"), task="pawsx", split="test")
    assert kind == "average_of_languages"
    assert "its 7 languages give 85.71" in sentence


def test_a_gain_in_brackets_that_does_not_follow_is_found():
    table = "Model,XNLI,PAWS-X\nXLM-R Large,79.2,86.4\nXLM-R Large + MNLI,82.6 (+3.4),85.0 (−{})\n"
    assert findings(table.format("1.4"), split="test") == []
    ((kind, sentence),) = findings(table.format("2.4"), split="test")
    assert (kind, "differ by -1.40" in sentence) == ("gain", True)


def test_more_exact_matches_than_f1_are_found():
    ((kind, _),) = findings("Model,XQuAD F1/EM\nXLM-R Large,60.8/76.6\n", split="test")
    assert kind == "metric_order"


def test_tasks_of_a_published_file_are_those_that_are_registered():
    found = tasks_of_rows(ROWS)
    assert found["xquad"].splits == (Split.TEST,)
    assert found["mlqa"].metrics == ("f1", "em")
