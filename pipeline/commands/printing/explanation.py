"""One verdict explained on the terminal: claim, evidence, numbers, reasoning, inputs, and how to compute it anew."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.claims.provenance.explained import Explained
from pipeline.claims.verdicts.reasoning import decided, seven_steps
from pipeline.claims.verdicts.reasons import compared_words, quantity_words
from pipeline.commands.printing.verdict_table import coverage
from pipeline.domain.verdict import VerdictWord

_N_MISSING = 12  # missing cells shown; the rest is counted
_SHORT = 12  # digits of a hash shown


def print_explanations(rows: Sequence[Explained], console: Console, options: Sequence[str] = ()) -> None:
    """Draw each row in full; texts are shown as they are, markup in them is not obeyed.

    Args:
        options: further options that become part of the command that is printed.
    """
    for claim_id, group in groupby(rows, key=lambda row: str(row["claim_id"])):
        members = list(group)
        _heading(members[0], claim_id, console)
        for row in members:
            console.print()
            console.print(Text(f"{VerdictWord(row['verdict']).symbol} {row['verdict']}{_direction(row)}", "bold"))
            for name, body in _sections(row, options):
                console.print(Text(f"  {name}", "bold"))
                console.print(Padding(body, (0, 0, 0, 4)))


def recompute_command(row: Explained, options: Sequence[str] = ()) -> str:
    """The one command that computes the row's number anew."""
    return shlex.join(["python", "-m", "pipeline", "verify", "--recompute", row.selector, *options])


def _heading(row: Explained, claim_id: str, console: Console) -> None:
    console.print()
    claimed = compared_words(row["comparator"]) + quantity_words(row["claimed"], row["unit"])
    console.print(Text(f"{claim_id}: claimed {claimed}", "bold"))
    console.print(Padding(Text(row["statement"]), (0, 0, 0, 2)))
    console.print(Padding(Text(f"{row['source_version']}; {row['locator']}", "dim"), (0, 0, 0, 2)))
    for note in row["definition"].get("notes", []):
        console.print(Padding(Text(f"note: {note}", "dim"), (0, 0, 0, 2)))


def _sections(row: Explained, options: Sequence[str]) -> list[tuple[str, Any]]:
    return [
        ("why", Text(row["reason"])),
        ("evidence", Text(f"{row['kind']}: {row['label']} (reading {row['reading']!r})\n{row['method']}")),
        ("numbers", _numbers(row)),
        ("reasoning", _reasoning(row)),
        *([("why different", _differences(row))] if row.differences else []),
        (f"inputs ({len(row.inputs)})", _inputs(row)),
        ("computed anew by", Text(recompute_command(row, options), no_wrap=True, overflow="fold")),
    ]


def _direction(row: Explained) -> str:
    return f" ({row['direction']})" if row["direction"] else ""


def _numbers(row: Explained) -> Text:
    lines = [
        f"claimed {compared_words(row['comparator'])}{quantity_words(row['claimed'], row['unit'])}, {_rounding(row)}, "
        f"tolerance {row['tolerance']:g}",
        _estimate(row),
    ]
    covered = coverage(row["kind"], row["unit"], row["n_cells"], row["n_cells_needed"])
    lines += [covered] if covered else []
    if row["stored_value"] is not None and row["estimate"] is None:
        lines.append(f"{row['quantity']}: {_number(row['stored_value'])}")
    if row["only_by_rounding"]:
        lines.append("agrees only because the printed value is rounded")
    missing = [f"{cell['task']} {cell['split']} {cell['language']}: {cell['reason']}" for cell in row["missing_cells"]]
    lines += [f"missing {text}" for text in missing[:_N_MISSING]]
    if len(missing) > _N_MISSING:
        lines.append(f"missing {len(missing) - _N_MISSING} more (table evidence, column missing_cells)")
    return Text("\n".join(lines))


def _rounding(row: Explained) -> str:
    low, high = row["rounding_low"], row["rounding_high"]
    return "not rounded" if low == high else f"rounded from [{_number(low)}, {_number(high)}]"


def _estimate(row: Explained) -> str:
    if row["estimate"] is None:
        return "no estimate"
    if row["low"] is None or row["high"] is None:
        return f"estimate {_number(row['estimate'])}, without an interval"
    level = f" at {row['level']:.0%}" if row["level"] is not None else ""
    return f"estimate {_number(row['estimate'])}, interval [{_number(row['low'])}, {_number(row['high'])}]{level}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _reasoning(row: Explained) -> Table:
    """The seven verdicts as they were tried, as far as the one that fits; the rest is not reached."""
    table = Table.grid(padding=(0, 2, 0, 0))
    steps = seven_steps(row.row)
    reached = decided(steps)
    is_past = False
    for step in steps:
        mark = "not reached" if is_past else "yes" if step.is_met else "no"
        style = "dim" if is_past else "bold" if step.is_met else ""
        table.add_row(
            Text(mark, style), Text(f"{step.word.symbol} {step.word.value}", style), Text(step.condition, style)
        )
        is_past = is_past or step.is_met
    if reached.value != row["verdict"]:
        table.add_row(
            Text("differs", "bold red"), Text(row["verdict"]), Text("is stored: this claim is judged by another rule")
        )
    return table


def _differences(row: Explained) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(min_width=12)
    table.add_column(ratio=1)
    for item in row.differences:
        unknown = "" if item["is_stated"] else " (may or may not differ)"
        table.add_row(Text(item["aspect"], "bold"), Text(f"claim: {item['claimed']}{unknown}"))
        table.add_row("", Text(f"evidence: {item['evidence']}"))
        table.add_row("", Text(item["effect"], "dim"))
    return table


def _inputs(row: Explained) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for found in row.inputs:
        hashes = {"sha256": found["sha256"], "scores": found["scores_sha256"], "data": found["source_digest"]}
        hashes["code"] = found["code_digest"]
        shown = " ".join(f"{name} {digest[:_SHORT]}" for name, digest in hashes.items() if digest)
        table.add_row(Text(f"{found['input_kind']} {found['input_id']}"), Text(found["origin"]), Text(shown))
    table.add_row(Text(f"{row['n_rows']} rows"), Text(""), Text(f"sha256 {row['rows_sha256'][:_SHORT]}"))
    table.add_row(Text("judging code"), Text(""), Text(row["code_digest"]))
    return table
