"""What `python -m pipeline verify` does, apart from reading its options."""

from __future__ import annotations

from contextlib import closing

from rich.console import Console

from pipeline.claims.explained import pick
from pipeline.claims.explanation import print_explanations
from pipeline.claims.ledger_file import read_ledger
from pipeline.claims.ledger_table import print_ledger
from pipeline.claims.recompute import print_recomputed, recompute
from pipeline.store.home import Home
from pipeline.store.publish import open_build, published


def explain(place: Home, selector: str, console: Console, given_home: str | None) -> None:
    """Print everything that the published file holds about the evidence that CLAIM_ID[:READING[:EVIDENCE]] names.

    Raises:
        StoreError: nothing sound is published.
        UnknownNameError: no such claim, reading or evidence.
    """
    with closing(open_build(published(place))) as connection:
        print_explanations(pick(connection, selector), console, given_home)


def recompute_numbers(place: Home, selector: str, console: Console) -> bool:
    """Compute the named numbers anew and print both; whether all agree with what is stored. Errors as `explain`."""
    with closing(open_build(published(place))) as connection:
        results = [recompute(connection, row) for row in pick(connection, selector)]
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
