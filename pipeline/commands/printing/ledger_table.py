"""The ledger as text for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from pipeline.claims.provenance.ledger_file import ChangeLine, Ledger, State
from pipeline.domain.errors import unknown_name


def print_ledger(ledger: Ledger, console: Console, claim_id: str | None = None) -> None:
    """Draw every change, of one claim if it is named, oldest first, then every line that is damaged.

    Raises:
        UnknownNameError: no change of such a claim is recorded.
    """
    changes = [(number, line) for number, line in ledger.lines if isinstance(line, ChangeLine)]
    if claim_id is not None:
        known = {line.claim_id for _, line in changes}
        changes = [(number, line) for number, line in changes if line.claim_id == claim_id]
        if not changes:
            raise unknown_name("claim in the ledger", claim_id, known)
    for number, line in changes:
        console.print(Text(f"line {number}  {line.recorded_at:%Y-%m-%d %H:%M}  {line.snapshot_id}", "dim"))
        console.print(Text(f"  {line.claim_id}  {line.evidence_kind}: {line.label}", "bold"))
        console.print(Text(f"  {_state(line.before)} -> {_state(line.after)}"))
        for cause in line.causes:
            console.print(Text(f"  because: {cause.cause} ({cause.what})"))
    for fault in ledger.faults:
        console.print(Text(f"line {fault.line} {fault.fault}", "red"))
    console.print(f"{len(changes)} changes; {len(ledger.faults)} of {ledger.n_lines} lines damaged", highlight=False)


def _state(state: State | None) -> str:
    if state is None:
        return "no evidence"
    direction = f" ({state.direction})" if state.direction else ""
    number = "" if state.estimate is None else f" {state.estimate:+.2f}"
    return f"{state.verdict}{direction}{number}"
