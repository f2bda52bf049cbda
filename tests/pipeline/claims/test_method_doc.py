from dataclasses import replace

from pipeline.claims.judge import decide
from pipeline.domain.verdict import VerdictWord
from pipeline.store.home import REPOSITORY
from tests.pipeline.claims.examples import CLAIM, EVIDENCE

TEXT = (REPOSITORY / "docs" / "method.md").read_text(encoding="utf-8")


def test_method_doc_examples_are_what_the_judge_says():
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("|")]
    start = rows.index(["estimate", "low", "high", "verdict", "only by rounding"]) + 2
    examples = rows[start : start + 7]
    found = []
    for estimate, low, high, _, _ in examples:
        verdict = decide(CLAIM, replace(EVIDENCE, estimate=float(estimate), low=float(low), high=float(high)))
        found.append([verdict.verdict.value, "yes" if verdict.only_by_rounding else "no"])
    assert found == [row[3:] for row in examples]


def test_method_doc_names_every_verdict_with_its_symbol():
    for word in VerdictWord:
        assert f"| {word.symbol} {word.value} |" in TEXT
