"""Every field that a claim is judged by moves what comes out, kind by kind; what would move nothing is refused."""

import dataclasses
from dataclasses import replace

import duckdb
import pytest
import yaml

from pipeline.build import build_judged
from pipeline.claims.evidence.gathering import gather_evidence
from pipeline.claims.registry.claims_file import read_claims
from pipeline.claims.registry.form import FOR_ALL, JUDGED_BY, SHOWN
from pipeline.claims.verdicts.reasons import judged
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.errors import ClaimError
from pipeline.domain.task import Split
from pipeline.store.home import Home
from pipeline.store.records import write_cell, write_run
from pipeline.store.tables import insert_rows
from tests.small_home import ENCODER, LANGUAGES, NOW, RIGHT, small_cell, small_run, small_tasks, write_small_home

HEAD = {"paper": "p", "paper_title": "P", "source_version": "v1", "source_url": "https://example.org"}
SEED_OF_OTHER_ANSWERS = 2
SCORES = {
    "locator": "Table 1",
    "statement": "S.",
    "tasks": ["xquad", "panx"],
    "split": "test",
    "comparator": "equals",
    "value": "8.2",
    "tolerance": 0.0,
    "unit": "points",
    "scope_benchmark": "Mini-XTREME",
}
OF_REGIMES = SCORES | {"scope_encoder": ENCODER, "regimes": ["squad_v1"]}
OF_SYSTEMS = SCORES | {"system": {"encoder": ENCODER, "regime": "squad_v1"}}
HOLDS = {"comparator": "above", "value": "0"}
OTHER = {"encoder": ENCODER}
FIGURE = [{"query": "printed_number", "of": ["height"]}]
COUNT = "select avg(gain) as value, null as low, null as high, count(*) as n from gains"
BASES = {
    ClaimKind.GAIN: OF_REGIMES,
    ClaimKind.BEST_OF_GAIN: OF_REGIMES | {"regimes": ["squad_v1", "hellaswag"]},
    ClaimKind.PRESENCE: OF_REGIMES | HOLDS,
    ClaimKind.ABSENCE: OF_REGIMES | {"comparator": "at_most", "value": "0", "tolerance": 1.0},
    ClaimKind.ORDERING: OF_REGIMES | HOLDS | {"rivals": ["hellaswag"]},
    ClaimKind.CONSISTENCY: OF_REGIMES
    | {"counted": "regimes", "unit": "intermediate_tasks", "comparator": "at_least", "value": "1"}
    | {"regimes": ["squad_v1", "hellaswag"]},
    ClaimKind.COMPARISON: OF_SYSTEMS | {"against": [OTHER]},
    ClaimKind.LEVEL: OF_SYSTEMS | {"unit": "percent", "value": "80.8"},
    ClaimKind.STRUCTURE: {name: value for name, value in SCORES.items() if name not in ("tasks", "split")}
    | {"figures": FIGURE, "unit": "metres", "value": "3", "scope_encoder": ENCODER},
    ClaimKind.SQL: {name: value for name, value in SCORES.items() if name not in ("tasks", "split")}
    | {"statement_sql": COUNT, "sql_encoder": ENCODER, "sql_benchmark": "Mini-XTREME", "scope_encoder": ENCODER},
}
# another value of each field; with what must stand beside it so that it can be told
CHANGES = {
    "tasks": {"tasks": ["xquad"]},
    "languages": {"languages": "all_but_english"},
    "only_languages": {"only_languages": ["zh"]},
    "metric": {"metric": "f1"},
    "split": {"split": "dev"},
    "aggregation": {"aggregation": "mean_over_families"},
    "over_seeds": {"over_seeds": "median"},
    "regimes": {"regimes": ["hellaswag"]},
    "baseline": {"baseline": "mnli"},
    "intermediate_tasks": {"intermediate_tasks": ["qqp"]},
    "scope_encoder": {"scope_encoder": "another"},
    "scope_encoder_aliases": {"scope_encoder_aliases": ["a-second-name"]},
    "own_sources": {"own_sources": ["paper"]},
    "other_versions": {"other_versions": ["paper"]},
    "rivals": {"rivals": ["mnli"]},
    "counted": {"counted": "tasks", "unit": "target_tasks"},
    "system": {"system": {"encoder": ENCODER, "regime": "hellaswag"}},
    "against": {"against": [{"encoder": ENCODER, "regime": "hellaswag"}]},
    "figures": {"figures": [{"query": "printed_number", "of": ["width"]}]},
    "statement_sql": {"statement_sql": COUNT + " where task = 'xnli'"},
    "sql_encoder": {"sql_encoder": "another"},
    "sql_benchmark": {"sql_benchmark": "XTREME"},
    "comparator": {"comparator": "at_least"},
    "value": {"value": "99"},
    "tolerance": {"tolerance": 50.0},
    "unit": {"unit": "languages"},
    "scope_benchmark": {"scope_benchmark": "XTREME"},
}
BESIDE = {  # base of both sides
    (ClaimKind.BEST_OF_GAIN, "regimes"): {"regimes": ["squad_v1", "hellaswag"]},
    (ClaimKind.CONSISTENCY, "regimes"): {"regimes": ["squad_v1", "hellaswag"]},
    (ClaimKind.CONSISTENCY, "comparator"): {"comparator": "at_most"},
    (ClaimKind.STRUCTURE, "unit"): {"own_sources": ["paper"]},
}


def _printed(number, encoder, task, metric, value, **changes):
    row = {
        "reported_id": number,
        "source_id": "paper",
        "source_title": "A paper",
        "source_url": "https://example.org",
        "table_or_section": "Table 1",
        "setting": "",
        "encoder": encoder,
        "params_millions": None,
        "task": task,
        "language": "avg",
        "flag": "",
        "system": encoder,
        "metric": metric,
        "split": "test",
        "value": value,
        "value_text": f"{value:.1f}",
    }
    return row | changes


FIGURES = [
    *(
        _printed(number, encoder, task, metric, 50.0 + gain)
        for number, (encoder, task, metric, gain) in enumerate(
            [
                (encoder, task, metric, gain)
                for encoder, gain in ((ENCODER, 0.0), (f"{ENCODER}+squad_v1", 20.0), (f"{ENCODER}+intermediate", 20.0))
                for task, metric in (("xquad", "f1"), ("xquad", "em"), ("panx", "f1"), ("average", "mean"))
            ],
            start=1,
        )
    ),
    _printed(90, "tower", "x", "height", 4.0, system="tower"),
    _printed(91, "tower", "x", "width", 3.0, system="tower"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The small home with three seeds, of which the third answered otherwise, another regime, and printed figures."""
    folder = tmp_path_factory.mktemp("fields")
    home = write_small_home(folder)
    for task in ("xnli", "panx", "xquad"):
        for regime, answers, seed in (
            *((regime, regime, seed) for regime in ("none", "hellaswag") for seed in (1, 2)),
            ("squad_v1", "squad_v1", 1),
            ("squad_v1", "hellaswag", SEED_OF_OTHER_ANSWERS),
            *(("mnli", "hellaswag", seed) for seed in (0, 1, 2)),
        ):
            run = replace(small_run(answers, task, seed), regime=regime, run_id=f"small-{regime}-{task}-{seed}")
            _write(home, run, answers)
    path = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks())
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from reported_scores")
        insert_rows(connection, "reported_scores", FIGURES)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def _write(home: Home, run, answers):
    write_run(home.runs, run)
    for split in (split for task, split in RIGHT if task == run.target_task):
        for position in range(len(LANGUAGES)):
            scores, predictions = small_cell(replace(run, regime=answers), Split(split), position)
            write_cell(home.runs, run.run_id, scores, predictions, wall_seconds=1.0)


def _outcome(connection, folder, kind, entry):
    """What is gathered and judged, without the claim's own words."""
    path = folder / "claims.yaml"
    path.write_text(yaml.safe_dump(HEAD | {"claims": [{"claim_id": "c", "kind": kind.value} | entry]}))
    try:
        (claim,) = read_claims(path)
        rows = gather_evidence(connection, [claim])
    except ClaimError as error:
        return str(error)
    return [(dataclasses.asdict(row) | {"sql": ""}, dataclasses.asdict(judged(claim, row))) for row in rows]


def _cases():
    for kind, fields in JUDGED_BY.items():
        for field in sorted((fields | FOR_ALL) - {"kind"}):
            yield pytest.param(kind, field, id=f"{kind.value}-{field}")


@pytest.mark.parametrize(("kind", "field"), list(_cases()))
def test_every_field_that_a_kind_is_judged_by_moves_what_comes_out(store, tmp_path, kind, field):
    base = BASES[kind] | BESIDE.get((kind, field), {})
    change = {"printed": {"task": "average", "metric": "mean"}} if field == "printed" else CHANGES[field]
    if field == "printed":
        other = {name: value for name, value in base.items() if name != "tasks"} | change
    elif field == "scope_encoder_aliases":
        base = base | {"scope_encoder": "another"}
        other = base | {"scope_encoder_aliases": [ENCODER]}
    else:
        other = base | change
    before, after = _outcome(store, tmp_path, kind, base), _outcome(store, tmp_path, kind, other)
    assert not isinstance(before, str), before
    assert before != after


def test_every_kind_has_a_base_and_no_field_is_left_unsorted():
    assert set(BASES) == set(JUDGED_BY) == set(ClaimKind)
    sorted_out = set().union(*JUDGED_BY.values()) | FOR_ALL | SHOWN
    from_the_file = {"paper", "paper_title", "source_url", "definition", "value_low", "value_high"}
    for_pages = {"headline", "earlier_versions"}  # of the entry alone
    assert {field.name for field in dataclasses.fields(Claim)} - from_the_file == sorted_out - for_pages


@pytest.mark.parametrize("kind", list(ClaimKind))
def test_a_field_that_a_kind_is_not_judged_by_is_refused(store, tmp_path, kind):
    every = set(CHANGES) - FOR_ALL - JUDGED_BY[kind]
    if kind is ClaimKind.STRUCTURE:
        every -= {"scope_encoder", "scope_encoder_aliases"}  # what an audit of reports matches it by
    assert every
    for field in every:
        said = _outcome(store, tmp_path, kind, BASES[kind] | {field: CHANGES[field][field]})
        assert f"{field} is read by no claim of kind {kind.value}" in said
