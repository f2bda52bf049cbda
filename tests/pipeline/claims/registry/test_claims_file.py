from decimal import Decimal

import pytest
import yaml

from pipeline.claims.registry.claims_file import (
    check_names,
    load_claims,
    read_claims,
    rounding_interval,
    stored_claim,
)
from pipeline.domain.claim import ClaimKind
from pipeline.domain.errors import ClaimError, CrosscheckError
from pipeline.domain.task import TaskRole
from pipeline.store.home import CLAIMS
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks
from tests.frozen import FROZEN_CLAIMS

ENTRY = {
    "claim_id": "a-gain",
    "locator": "abstract",
    "statement": "A gains.",
    "kind": "gain",
    "regimes": ["mnli"],
    "baseline": "none",
    "tasks": ["xnli"],
    "metric": "accuracy",
    "split": "dev",
    "comparator": "equals",
    "value": "8.2",
    "tolerance": 0.0,
    "unit": "points",
    "scope_encoder": "xlm-roberta-large",
    "scope_benchmark": "XTREME",
}
FILE = {"paper": "a", "paper_title": "A", "source_version": "v1", "source_url": "https://example.org"}


def _write(folder, *entries, name="a.yaml", **changes):
    (folder / name).write_text(yaml.safe_dump(FILE | {"claims": list(entries)} | changes))


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("8.2", "8.15", "8.25"),
        ("8.20", "8.195", "8.205"),
        ("7", "6.5", "7.5"),
        ("-1.4", "-1.45", "-1.35"),
        ("7.0", "6.95", "7.05"),
    ],
)
def test_rounding_interval_follows_the_printed_decimals(printed, low, high):
    assert rounding_interval(printed) == (Decimal(low), Decimal(high))


def test_load_claims_types_an_entry(tmp_path):
    _write(tmp_path, ENTRY)
    (claim,) = load_claims(tmp_path)
    assert (claim.claim_id, claim.paper, claim.kind) == ("a-gain", "a", ClaimKind.GAIN)
    assert (claim.value, claim.value_low, claim.value_high) == ("8.2", 8.15, 8.25)
    assert claim.regimes == ("mnli",)


def test_load_claims_refuses_a_number_where_digits_are_needed(tmp_path):
    _write(tmp_path, ENTRY | {"value": 8.2})
    with pytest.raises(ClaimError, match=r"claims\.0\.value: Input should be a valid string \(got 8\.2\)"):
        load_claims(tmp_path)


def test_a_file_of_many_faults_tells_the_first_of_them(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(yaml.safe_dump(FILE | {"claims": [ENTRY | {"tolerance": "x" * 5000}] * 60}), encoding="utf-8")
    with pytest.raises(ClaimError) as caught:
        read_claims(path)
    lines = str(caught.value).splitlines()
    assert lines[0].endswith("60 fault(s) to fix")
    assert lines[-1] == "  ... and 40 more, told when these are mended"
    assert (len(lines), max(map(len, lines)) < 300) == (22, True)


def test_load_claims_shows_all_faults_of_a_file_at_once(tmp_path):
    _write(tmp_path, ENTRY | {"kind": "sideways", "colour": "red"}, ENTRY | {"claim_id": "b", "tolerance": -1})
    with pytest.raises(ClaimError) as caught:
        load_claims(tmp_path)
    text = str(caught.value)
    assert "3 fault(s)" in text
    assert all(place in text for place in ("claims.0.kind", "claims.0.colour", "claims.1.tolerance"))


def test_load_claims_refuses_an_id_used_twice(tmp_path):
    _write(tmp_path, ENTRY)
    _write(tmp_path, ENTRY, name="b.yaml")
    with pytest.raises(ClaimError, match=r"b\.yaml: claim_id 'a-gain' is already in .*a\.yaml"):
        load_claims(tmp_path)


@pytest.mark.parametrize("text", ["claims: [", "!!python/object/apply:os.getcwd []", "\x00"])
def test_load_claims_refuses_what_is_no_plain_yaml(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(CrosscheckError, match=r"a\.yaml"):
        load_claims(tmp_path)


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("languages", "every language but English", "expected all or all_but_english"),
        ("metric", "the usual one", "expected task_score, accuracy, f1 or em"),
        ("aggregation", "mean over all", "expected mean_over_tasks, mean_over_languages or mean_over_families"),
        ("over_seeds", "the best", "expected median or mean"),
        ("split", "validation", "expected dev, test or dev_else_test"),
    ],
)
def test_load_claims_refuses_prose_where_a_rule_is_needed(tmp_path, field, text, expected):
    _write(tmp_path, ENTRY | {field: text})
    with pytest.raises(ClaimError, match=rf"claims\.0\.{field}.*{expected}"):
        load_claims(tmp_path)


def test_load_claims_takes_metrics_as_papers_write_them(tmp_path):
    _write(tmp_path, ENTRY | {"metric": "F1"})
    assert load_claims(tmp_path)[0].metric == "f1"


def test_values_of_a_real_file_are_typed():
    claims = {claim.claim_id: claim for claim in load_claims(FROZEN_CLAIMS)}
    assert claims["phang2020-squad-gain"].value == "8.2"
    assert len(set(claims["phang2020-squad-gain"].tasks)) == 9
    mnli, mixed = claims["phang2020-mnli-size"], claims["phang2020-multi-task-gain"]
    assert (mnli.value_low, mnli.value_high) == (392_702.0, 392_702.0)  # a count stands for itself
    assert (mixed.value_low, mixed.value_high) == (8.65, 8.75)  # one decimal, rounded


@pytest.mark.parametrize("path", sorted(CLAIMS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_claims_file_is_sound(path):
    names = {role: [task.task for task in load_tasks().values() if task.role is role] for role in TaskRole}
    claims = read_claims(path)
    check_names(
        path,
        claims,
        targets=names[TaskRole.TARGET],
        intermediate=names[TaskRole.INTERMEDIATE],
        languages=[language.language for language in load_languages()],
    )
    for claim in claims:
        assert claim.statement.strip()
        assert claim.locator.strip()
        assert claim.source_url.startswith("https://")
        assert claim.value_low <= claim.value_high
    assert len({claim.claim_id for claim in load_claims()}) == len(load_claims())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"regimes": []}, "regimes are needed"),
        ({"split": ""}, "a split is needed"),
        ({"kind": "presence"}, "comparator equals does not fit"),
        ({"kind": "ordering", "comparator": "above"}, "rivals belong to an ordering"),
        ({"kind": "ordering", "comparator": "above", "regimes": ["a", "b"], "rivals": ["c"]}, "one rival for each"),
        ({"rivals": ["c"]}, "rivals is read by no claim of kind gain"),
        ({"kind": "consistency"}, "counted belongs to a consistency"),
        ({"regimes": ["none"]}, "regimes hold 'none'"),
        ({"kind": "presence", "comparator": "above", "regimes": ["none"]}, "regimes hold 'none'"),
        ({"baseline": "mnli"}, "no gain over itself"),
        ({"unit": "percent"}, "'points' is; gains relative to the baseline are not judged"),
        ({"languages": "all_but_english", "only_languages": ["de"]}, "two rules"),
        ({"kind": "absence", "comparator": "at_most"}, "the margin of an absence is its tolerance"),
        ({"figures": [{"query": "training_examples"}]}, "figures is read by no claim of kind gain"),
        ({"kind": "sql"}, "statement_sql belongs to an sql claim"),
        ({"kind": "sql", "statement_sql": "select 1"}, "sql_encoder and sql_benchmark are needed"),
    ],
)
def test_load_claims_refuses_what_does_not_fit_the_kind(tmp_path, changes, fault):
    _write(tmp_path, ENTRY | changes)
    with pytest.raises(ClaimError, match=rf"a-gain .*{fault}"):
        load_claims(tmp_path)


def test_a_claim_is_the_same_when_read_from_a_built_file():
    for claim in load_claims():
        about = {name: getattr(claim, name) for name in ("paper", "paper_title", "source_version", "source_url")}
        assert stored_claim(about, claim.definition) == claim


@pytest.mark.parametrize("definition", ["{}", "no JSON", "[" * 5000])
def test_a_damaged_definition_is_one_message(definition):
    about = {"paper": "p", "paper_title": "P", "source_version": "v1", "source_url": "https://example.org"}
    with pytest.raises(ClaimError, match="keeps no whole entry of the claim"):
        stored_claim(about, definition)
