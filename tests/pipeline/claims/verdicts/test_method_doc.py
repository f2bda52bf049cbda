from dataclasses import replace

from pipeline.claims.verdicts.judge import decide
from pipeline.domain.verdict import VerdictWord
from pipeline.store.home import REPOSITORY
from tests.pipeline.claims.evidence.test_kinds import ABSENCE, MANY, PRESENCE
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


def test_method_doc_examples_of_claims_that_hold_or_fall_are_what_the_judge_says():
    claims = {"presence": PRESENCE, "absence": ABSENCE, "consistency": MANY}
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("|")]
    start = rows.index(["claim", "estimate", "low", "high", "verdict in scope"]) + 2
    examples = rows[start : start + 9]
    found = []
    for name, estimate, low, high, _ in examples:
        evidence = replace(EVIDENCE, estimate=float(estimate), low=float(low), high=float(high))
        found.append(decide(claims[name.partition(":")[0]], evidence).verdict.value)
    assert found == [row[4] for row in examples]


def test_method_doc_names_every_verdict_with_its_symbol():
    for word in VerdictWord:
        assert f"| {word.symbol} {word.value} |" in TEXT
