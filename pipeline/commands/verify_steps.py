"""What `python -m pipeline verify` does, apart from reading its options."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from pipeline.build import judge_all, judged_against
from pipeline.claims.analyses.wanted_figures import template_csv, wanted_figures
from pipeline.claims.evidence.reported import printed_arms
from pipeline.claims.provenance.explained import pick, select
from pipeline.claims.provenance.ledger_file import read_ledger
from pipeline.claims.provenance.recompute import print_recomputed, recompute
from pipeline.claims.registry.claims_file import load_claims, read_claims
from pipeline.commands.printing.explanation import print_explanations
from pipeline.commands.printing.ledger_table import print_ledger
from pipeline.commands.printing.verdict_files import check_outputs, write_badges, write_junit, write_verdicts_json
from pipeline.commands.printing.verdict_table import VerdictRow, print_verdicts
from pipeline.commands.terminal import errors
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.claim import Claim
from pipeline.domain.errors import unknown_name
from pipeline.domain.evidence import EvidenceKind
from pipeline.domain.verdict import Direction, VerdictWord
from pipeline.store.benchmarks import joined, stored_benchmarks
from pipeline.store.home import Home
from pipeline.store.publish import open_build, published


@dataclass(frozen=True, slots=True)
class Outputs:
    """Files to write beside the board."""

    json: Path | None = None
    junit: Path | None = None
    badges: Path | None = None


Check = Callable[[Path, Sequence[Claim], Benchmarks], None]


@contextmanager
def opened(
    place: Home, claims_file: Path | None, check: Check | None = None, benchmarks: Benchmarks | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file; judged against the claims of `claims_file` instead of its own where that is given.

    Args:
        check: refuses claims about tasks, regimes or languages that are not registered.
        benchmarks: described ones of this home; the file may have been built with more.

    Raises:
        StoreError: nothing sound is published.
        ClaimError, DataFormatError, MissingDataError: a claims file that is broken or not there.
    """
    path = published(place)
    if claims_file is None:
        with closing(open_build(path)) as connection:
            yield connection
        return
    claims = read_claims(claims_file)
    with closing(open_build(path)) as connection:
        known = joined(benchmarks or Benchmarks(), stored_benchmarks(connection))
    if check is not None:
        check(claims_file, claims, known)
    with judged_against(path, claims, judge_all, known) as connection:
        yield connection


def verify(
    connection: duckdb.DuckDBPyConnection,
    *,
    claim: str | None,
    evidence: Sequence[str],
    outputs: Outputs,
    failing: frozenset[VerdictWord],
    console: Console,
) -> bool:
    """Print the board, write the files, and say whether no verdict is one of `failing`.

    Args:
        claim: only this one; None: all.
        evidence: kinds, profiles, kind/profile or keys; (): all.

    Raises:
        UnknownNameError: a claim or evidence that is not there, so that a gate never passes for want of verdicts.
        ProfileError: an output that cannot be written.
    """
    check_outputs((outputs.json, outputs.junit), outputs.badges)
    rows = select(connection, claim or "all", evidence=evidence)
    print_verdicts([board_row(row) for row in rows], console)
    if outputs.json is not None:
        kept = {row["evidence_id"] for row in rows}
        [(snapshot_id,)] = connection.execute("select snapshot_id from builds").fetchall()
        full = [row for row in pick(connection, claim or "all") if row["evidence_id"] in kept]
        write_verdicts_json(full, outputs.json, snapshot_id)
    if outputs.junit is not None:
        write_junit(rows, outputs.junit, failing)
    if outputs.badges is not None:
        write_badges(rows, outputs.badges)
    failed = [row for row in rows if VerdictWord(row["verdict"]) in failing]
    if failing:
        words = ", ".join(sorted(failing))
        console.print(f"{len(failed)} of {len(rows)} verdicts are {words}", highlight=False, soft_wrap=True)
    return not failed


def board_row(row: dict[str, Any]) -> VerdictRow:
    """A row of sql/explained.sql as the board shows it."""
    typed = {
        "kind": EvidenceKind(row["kind"]),
        "verdict": VerdictWord(row["verdict"]),
        "direction": Direction(row["direction"]) if row["direction"] else None,
    }
    return VerdictRow(**{field.name: (row | typed)[field.name] for field in dataclasses.fields(VerdictRow)})


def verdict_words(texts: Sequence[str]) -> frozenset[VerdictWord]:
    """The verdicts that options name, separated by commas, in either case.

    Raises:
        UnknownNameError: no such verdict; the nearest is suggested.
    """
    names = [name.strip().upper() for text in texts for name in text.split(",")]
    known = {word.value for word in VerdictWord}
    for name in names:
        if name not in known:
            raise unknown_name("verdict", name, known)
    return frozenset(VerdictWord(name) for name in names)


def split_names(texts: Sequence[str]) -> tuple[str, ...]:
    """Names of options that may be given several times and separated by commas."""
    return tuple(name.strip() for text in texts for name in text.split(","))


def explain(
    connection: duckdb.DuckDBPyConnection, selector: str, console: Console, options: Sequence[str] = ()
) -> None:
    """Print everything that is known about the evidence that CLAIM_ID[:READING[:EVIDENCE]] names.

    Args:
        options: further options of the command that is printed, as they were given here.

    Raises:
        UnknownNameError: no such claim, reading or evidence.
    """
    print_explanations(pick(connection, selector), console, options)


def print_template(
    connection: duckdb.DuckDBPyConnection, selector: str, claims_file: Path | None, console: Console
) -> None:
    """Write the figures that CLAIM[:READING] is missing as CSV, and what is to be known of them beside it.

    Raises:
        UnknownNameError: no such claim, or reading of it.
    """
    claim_id, _, reading = selector.partition(":")
    claims = {claim.claim_id: claim for claim in (read_claims(claims_file) if claims_file else load_claims())}
    if claim_id not in claims:
        raise unknown_name("claim", claim_id, claims)
    claim = claims[claim_id]
    readings = [arms.name for arms in printed_arms(claim)]
    if reading and readings and reading not in readings:
        raise unknown_name(f"reading of {claim_id}", reading, readings)
    wanted = wanted_figures(connection, claim, reading or None)
    if not wanted.figures:
        errors.print(wanted.why_none, markup=False, highlight=False, soft_wrap=True)
        return
    console.out(template_csv(wanted.figures), end="", highlight=False)
    said = (
        f"{len(wanted.figures)} figures, the column `value` to be filled in from one table of one paper; then "
        f'`python -m pipeline import reported FILE --source "TITLE" --url URL --table "Table 2"`'
    )
    if len(readings) > 1 and not reading:
        said += (
            f". Readings {', '.join(readings)} are judged apart: one of them is enough (--template {claim_id}:READING)"
        )
    if wanted.n_checked:
        said += (
            f". {wanted.n_checked} of them are printed by checked sources, none of which prints all; what is entered "
            "by hand is never put beside those, so one table has to give all"
        )
    errors.print(said, markup=False, highlight=False, soft_wrap=True)


def recompute_numbers(connection: duckdb.DuckDBPyConnection, selector: str, console: Console) -> bool:
    """Compute the named numbers anew and print both; whether all agree with what is stored. Errors as `explain`."""
    results = recompute(connection, pick(connection, selector))
    print_recomputed(results, console)
    return all(result.is_same for result in results)


def show_ledger(place: Home, claim_id: str | None, console: Console) -> bool:
    """Print every change of a verdict that the home's ledger records; whether all of its lines are sound.

    Raises:
        UnknownNameError: no change of such a claim is recorded.
    """
    ledger = read_ledger(place.ledger)
    print_ledger(ledger, console, claim_id)
    return not ledger.faults
