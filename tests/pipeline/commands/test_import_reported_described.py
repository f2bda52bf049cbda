"""Tables of papers on described benchmarks: pairs, metrics beyond 100, the official average; read and judged."""

import pytest

from pipeline.audits.entered.reading import read_table
from pipeline.audits.entered.session import audit_table, judge_table, reader_knowledge
from pipeline.claims.registry.claims_file import read_claims
from pipeline.domain.errors import DataFormatError
from pipeline.store.benchmarks import load_benchmarks
from pipeline.store.entered import EnteredTable
from pipeline.tasks.discovery import load_tasks

TASKS = load_tasks()
BENCHMARKS = load_benchmarks(registered=TASKS)
KNOWN = reader_knowledge(TASKS, benchmarks=BENCHMARKS)
NEWS = """\
| System | En-De BLEU | English-German TER | en→ru TER |
|---|---|---|---|
| sys-a | 34.2 | 50.1 | 60.0 |
| sys-b | 31.1 | 103.4 | 58.0 |
"""
GLUE = """\
| System | MRPC acc | MRPC F1 | CoLA | RTE |
|---|---|---|---|---|
| sys-a | 86.8 | 93.9 | 60.5 | 70.4 |
"""
CLAIMS = """\
paper: p
paper_title: P
source_version: v1
source_url: https://example.org
claims:
  - claim_id: c
    locator: t
    statement: s
    kind: comparison
    system: {encoder: sys-a}
    against: [{encoder: sys-b}]
    tasks: [wmt16_news_translation]
    only_languages: [en-de]
    metric: ter
    split: test
    comparator: above
    value: "50"
    tolerance: 0
    unit: points
    scope_benchmark: WMT16 news
"""


def read(text, **given):
    return read_table(text, KNOWN, name="t.md", given=given)


def entry(found):
    return EnteredTable.model_validate({
        "name": "own", "title": "T", "url": "https://example.org/t", "table": "Table 1", "entered_by": "me",
        "entered_at": "2026-01-01T00:00:00Z", "file_name": "t.md", "file_sha256": "0" * 64,
        "figures": [one.figure for one in found.figures],
    })  # fmt: skip


def test_pairs_metrics_and_figures_beyond_a_hundred_are_read():
    found = read(NEWS, task="newstest2016", split="test").figures
    cells = [(one.figure.encoder, one.figure.language, one.figure.metric, one.figure.value_text) for one in found]
    assert cells == [
        ("sys-a", "en-de", "bleu", "34.2"), ("sys-a", "en-de", "ter", "50.1"), ("sys-a", "en-ru", "ter", "60.0"),
        ("sys-b", "en-de", "bleu", "31.1"), ("sys-b", "en-de", "ter", "103.4"), ("sys-b", "en-ru", "ter", "58.0"),
    ]  # fmt: skip


def test_a_claim_on_ter_is_judged_from_the_table_in_its_direction(tmp_path):
    (tmp_path / "c.yaml").write_text(CLAIMS, encoding="utf-8")
    (claim,) = read_claims(tmp_path / "c.yaml")
    (one,) = judge_table(claim, entry(read(NEWS, task="newstest2016", split="test")), [], benchmarks=BENCHMARKS)
    assert (one.verdict.verdict, one.evidence.estimate) == ("CONFIRMED", pytest.approx(53.3))
    swapped = NEWS.replace("sys-a", "x").replace("sys-b", "sys-a").replace("| x ", "| sys-b ")
    (one,) = judge_table(claim, entry(read(swapped, task="newstest2016", split="test")), [], benchmarks=BENCHMARKS)
    assert (one.verdict.verdict, one.evidence.estimate) == ("CONTRADICTED", pytest.approx(-53.3))


def test_a_task_of_one_language_and_the_official_average_have_their_own_labels():
    found = read(GLUE.replace("| RTE |", "| Avg |"), split="dev").figures
    assert [(one.figure.task, one.figure.language, one.figure.metric) for one in found] == [
        ("glue_mrpc", "en", "accuracy"), ("glue_mrpc", "en", "f1"), ("glue_cola", "en", "mcc"),
        ("glue", "avg", "average"),
    ]  # fmt: skip


def test_an_accuracy_and_an_f1_of_the_table_that_exclude_each_other_are_found():
    table = read(GLUE, split="dev")  # 354 right answers of 408 allow an F1 of 92.91 at most
    assert [one.kind for one in audit_table(table, entry(table), BENCHMARKS)] == ["confusion_matrix"]
    table = read(GLUE.replace("93.9", "90.5"), split="dev")
    assert audit_table(table, entry(table), BENCHMARKS) == ()


@pytest.mark.parametrize(
    ("text", "given", "said"),
    [
        (NEWS.replace("34.2", "134.2"), {"split": "test"}, "line 3: found 134.2; expected a score of 0 to 100"),
        (NEWS.replace("en→ru", "en→fr"), {"split": "test"}, "line 1: found column 'en→fr TER', which is no task"),
        (NEWS, {"split": "dev"}, "unknown split of wmt16_news_translation 'dev'"),
        (NEWS.replace("En-De BLEU", "En-De"), {"split": "test"}, "without its metric"),
    ],
)
def test_what_the_benchmark_s_file_does_not_have_is_refused_with_its_line(text, given, said):
    with pytest.raises(DataFormatError) as caught:
        read(text, task="newstest2016", **given)
    assert said in str(caught.value)
