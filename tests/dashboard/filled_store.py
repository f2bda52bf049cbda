"""The store known by hand with all that stands behind its claims, and with two audited documents.

The gains of squad_v1 over the baseline: +3 on XNLI in German; +25, +20, +21 on XQuAD in German, English, Russian, mean
22. The mean over the two tasks is 12.5, the estimate of e3. Both seeds gain the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from tests.dashboard.small_store import HOSTILE, write_small_store

RUNS = [f"run-squad_v1-{task}-{seed}" for task in ("xnli", "xquad") for seed in (1, 2)]
XNLI = {"task": "xnli", "regime": "squad_v1", "split": "test", "gain": 3.0, "n_languages": 1, "n_languages_needed": 5}
XQUAD = {
    "task": "xquad",
    "regime": "squad_v1",
    "split": "test",
    "gain": 22.0,
    "n_languages": 3,
    "n_languages_needed": 3,
}
PARTS = [XNLI | {"languages": {"de": 3.0}}, XQUAD | {"languages": {"de": 25.0, "en": 20.0, "ru": 21.0}}]
STATEMENT = """
select avg(gain) as estimate
from (
    select task, avg(gain) as gain
    from gains
    where metric = 'task_score' and regime = 'squad_v1' and split = 'test' and (task = 'xquad' or language = 'de')
    group by task
)"""
AUDIT = {
    "naive": 3.0,
    "chosen_on_dev": None,
    "nested": 1.25,
    "nested_low": -0.5,
    "nested_high": 3.0,
    "level": 0.95,
    "n_folds": 10,
    "naive_choices": {"xnli": "mnli", "xquad": "squad_v1"},
    "dev_choices": {"xnli": "squad_v1"},
    "optimism": 1.75,
    "tasks": ["xnli", "xquad"],
}
BOUND = {  # a claim of 7.5 over two tasks is a sum of 15, of which 1.5 is printed
    "tasks": [{"task": "xnli", "gain": 1.5}],
    "bound": {
        "n_printed": 1,
        "sum_printed": {"value": 1.5, "low": 1.4, "high": 1.6},
        "mean_printed": {"value": 1.5, "low": 1.4, "high": 1.6},
        "sum_needed_of_missing": {"value": 13.5, "low": 13.3, "high": 13.7},
        "missing_tasks": ["xquad"],
    },
}
# split, english, macro_over, gain, low, high, holds, direction; the rest as the claim has it; it accepts 8.15-8.25
DEFINITIONS = [
    ("as judged", "with", "tasks", 12.5, 9.25, 16.0, False, "same sign"),
    ("as judged", "without", "tasks", 8.0, 6.0, 10.0, True, "same sign"),
    ("as judged", "with", "languages", -1.0, -3.0, 1.0, False, "cannot be told"),
    ("as judged", "without", "languages", 2.0, None, None, None, None),
]
# file, position, words, ticked, confidence, claims
ROWS = [
    ("a.txt", 1, "SQuAD adds 8.2 points.", True, 0.9, ["c1-squad"]),
    ("a.txt", 2, "MNLI adds 7.5 points.", False, 0.2, ["c2-mnli"]),
    ("a.txt", 3, HOSTILE, True, 0.4, []),
    ("b.md", 1, "Training on SQuAD adds 8.2 points.", False, 0.3, ["c1-squad"]),
    ("b.md", 2, "MNLI first adds 7.5 points.", False, None, ["c2-mnli"]),
    ("b.md", 3, HOSTILE, True, 0.5, []),
]


def _insert(connection: duckdb.DuckDBPyConnection, table: str, **row: object) -> None:
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))


def _add_details(connection: duckdb.DuckDBPyConnection) -> None:
    details = {
        "e3": {"tasks": PARTS, "regimes": ["squad_v1"], "seeds": [1, 2]},
        "e5": BOUND,
        "e8": {"selection_audit": AUDIT, "tasks": []},
    }
    for evidence_id, found in details.items():
        connection.execute("update evidence set details = ? where evidence_id = ?", [json.dumps(found), evidence_id])
    connection.execute("update evidence set inputs = ? where evidence_id = 'e3'", [json.dumps({"run_ids": RUNS})])
    connection.execute(
        "update verdicts set rounding_low = claims.value_low, rounding_high = claims.value_high "
        "from claims where claims.claim_id = verdicts.claim_id"
    )


def _add_recomputation(connection: duckdb.DuckDBPyConnection, number: int, sql: str | None, stored: float) -> None:
    claim_id = {3: "c1-squad", 8: "c4-best"}[number]
    _insert(
        connection,
        "recomputations",
        evidence_id=f"e{number}",
        claim_id=claim_id,
        reading="squad_v1",
        evidence_key=f"key{number}",
        quantity="estimate",
        stored_value=stored,
        sql=sql,
        why_not=None,
        n_rows=4,
        rows_sha256="b" * 64,
        code_digest="c0de",
    )


def _add_definitions(connection: duckdb.DuckDBPyConnection) -> None:
    for number, (split, english, over, value, low, high, holds, direction) in enumerate(DEFINITIONS, 1):
        _insert(
            connection,
            "multiverse",
            claim_id="c1-squad",
            evidence_id="e3",
            definition=number,
            split=split,
            english=english,
            qa_metric="mean",
            retrieval="with",
            macro_over=over,
            languages_seen="all",
            value=value,
            low=low,
            high=high,
            level=0.95,
            n_cells=4,
            n_groups=2,
            holds=holds,
            direction=direction,
        )


def _add_record(connection: duckdb.DuckDBPyConnection) -> None:
    aspects = [("encoder", "XLM-R Large", HOSTILE, True), ("seeds", "not stated", "1; 2", False)]
    for position, (aspect, claimed, evidence, is_stated) in enumerate(aspects, 1):
        given = {"aspect": aspect, "claimed": claimed, "evidence": evidence, "is_stated": is_stated}
        _insert(connection, "differences", evidence_id="e3", position=position, effect="it may matter", **given)
    states = [(None, None, "SCOPE_MISMATCH", 12.0), ("SCOPE_MISMATCH", 12.0, "SCOPE_MISMATCH", 12.5)]
    for line, (before, number_before, after, number_after) in enumerate(states, 1):
        _insert(
            connection,
            "verdict_changes",
            line=line,
            recorded_at=f"2026-01-0{line} 10:00:00",
            snapshot_id=f"build-{line}",
            evidence_id="e3",
            claim_id="c1-squad",
            label="mini",
            verdict_before=before,
            direction_before=None,
            estimate_before=number_before,
            verdict_after=after,
            direction_after="same sign",
            estimate_after=number_after,
            causes=json.dumps([{"cause": "runs", "what": "2 more"}]),
        )
    _insert(connection, "ledger_faults", line=3, fault="is no JSON")
    _add_inputs(connection)


def _add_inputs(connection: duckdb.DuckDBPyConnection) -> None:
    run = {"input_kind": "run", "origin": "local", "code_digest": "c0de", "source": "generated", "scores_sha256": "d"}
    for run_id in RUNS:
        given = run | {"input_id": run_id, "source_digest": "mini-source", "git_commit": "abc1234567890"}
        _insert(connection, "evidence_inputs", evidence_id="e3", sha256="f" * 64, **given)
    figure = {"input_kind": "reported figure", "input_id": "1", "origin": "a-paper", "source": "Table 1"}
    _insert(connection, "evidence_inputs", evidence_id="e1", sha256="e" * 64, **figure)


def add_drawer(connection: duckdb.DuckDBPyConnection) -> None:
    """Add what stands behind the claims: e3 computes to its number, e8 (stored 2.0) to 3.25."""
    _add_details(connection)
    _add_recomputation(connection, 3, STATEMENT, 12.5)
    of_mnli = "metric = 'task_score' and profile = 'mini' and regime = 'mnli' and task = 'xnli'"
    other = f"select avg(gain) from gains where {of_mnli}"
    _add_recomputation(connection, 8, other, 2.0)
    _add_definitions(connection)
    _add_record(connection)


def add_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Add two documents: on c1-squad their marks contradict, on c2-mnli both cross what our verdict refutes."""
    for name, question in (("a.txt", "Does SQuAD help on XTREME-R?"), ("b.md", None)):
        of_document = [row for row in ROWS if row[0] == name]
        _insert(
            connection,
            "documents",
            document_id=f"id-{name}",
            file_name=name,
            sha256=name * 3,
            title=f"Report {name}",
            dated="May 1, 2031" if question else None,
            research_question=question,
            n_claims_asserted=len(of_document) if question else 4,
            n_verified_asserted=2,
            quality_score_asserted=7.5,
            has_text=True,
        )
    for name, position, words, is_ticked, confidence, claims in ROWS:
        key = {"document_id": f"id-{name}", "position": position}
        given = {"claim_text": words, "is_ticked": is_ticked, "confidence": confidence, "claim_ids": claims}
        checked = {"outcome": "agrees with the source" if claims else "could not be checked", "misquotes": []}
        given |= {"mark": "✓" if is_ticked else "✗", "line": 8 + position, "outcome_reason": "by hand"}
        _insert(connection, "extracted_claims", **key, **given, **checked, is_truncated=position == 3)
        atom = {"atom": 1, "atom_text": words, "subjects": [], "comparator": "equals", "is_negated": False}
        found = {"status": "mapped" if claims else "unmapped", "claim_ids": claims, "reason": "by hand"}
        _insert(connection, "atoms", **key, **atom, **found, figure_sources="[]")
    _add_findings(connection)
    _add_calibration(connection)


def _add_findings(connection: duckdb.DuckDBPyConnection) -> None:
    _insert(
        connection,
        "claim_links",
        document_id="id-a.txt",
        position=3,
        other_document_id="id-b.md",
        other_position=3,
        kind="same text",
        link_group=1,
        n_matched_atoms=1,
        is_cut=False,
        marks_agree=True,
    )
    places = [("a.txt", 1, "✓ 0.90"), ("b.md", 1, "✗ 0.30")]
    for name, position, shown in places:
        found = {"finding": 1, "kind": "ticks contradict", "finding_text": f"ticked once: {HOSTILE}", "likeness": 0.75}
        _insert(
            connection, "document_findings", **found, document_id=f"id-{name}", position=position, line=9, shown=shown
        )
    asked = {"kind": "asked for, not claimed", "finding_text": "the question names xtreme_r; no claim row does"}
    _insert(connection, "document_findings", finding=2, **asked, document_id="id-a.txt", shown="")
    reference = {"number": 1, "reference_text": HOSTILE, "bearing": "bears on no claim row", "positions": []}
    _insert(connection, "document_references", document_id="id-a.txt", **reference)


def _add_calibration(connection: duckdb.DuckDBPyConnection) -> None:
    """Five rows have a confidence: 0.9, 0.4 and 0.5 are ticked, 0.2 and 0.3 are not."""
    for document in ("all", "id-a.txt", "id-b.md"):
        key = {"document_id": document, "outcome": "tick"}
        rest = {"n_rows": 5, "n_true": 3, "n_left_out": 1, "brier": 0.15, "brier_of_base_rate": 0.24}
        _insert(connection, "calibrations", **key, **rest, statement="a threshold explains all 5 marks")
    for low, high, n_rows, n_true, mean in ((0.0, 0.4, 2, 0, 0.25), (0.4, 1.0, 3, 3, 0.6)):
        bin_ = {"low": low, "high": high, "n_rows": n_rows, "n_true": n_true, "mean_confidence": mean}
        _insert(connection, "calibration_bins", document_id="all", outcome="tick", **bin_)
    nothing = {"n_rows": 0, "n_true": 0, "n_left_out": 6, "statement": "no row is confirmed or refuted"}
    _insert(connection, "calibrations", document_id="all", outcome="our verdict", **nothing)


def fill_store(path: Path) -> None:
    """Add both to a store that `write_small_store` wrote."""
    with duckdb.connect(str(path)) as connection:
        add_drawer(connection)
        add_documents(connection)


def write_filled_store(path: Path) -> None:
    """Write the small store and both additions."""
    write_small_store(path)
    fill_store(path)
