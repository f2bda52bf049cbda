"""What `plan` prints: every job with its cost, what the figures take for granted, and the sums."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline.execution.plan_report import HOUR, PlanReport
from pipeline.experiments.estimate import JobEstimate

GIB = 2**30
TABLE_WIDTH = 200


def assumptions(report: PlanReport) -> tuple[str, ...]:
    """What the figures take for granted, one sentence each."""
    shape, speed, lines = report.shape, report.speed, []
    if shape is not None and speed is not None:
        lines.append(
            f"Speed: {speed.training_tokens_per_second(shape):,.0f} training tokens a second for this encoder, from "
            f"{speed.basis}" + (f" ({speed.n_runs} runs; {speed.machine})" if speed.n_runs else "") + "; scaled by the "
            f"parameters outside the embeddings, of which it has {shape.n_body / 1e6:,.1f} million ({shape.basis}: "
            f"{shape.source}). Work that grows with the square of the length is left out."
        )
    elif shape is None:
        lines.append(
            f"Time and memory are not known: the size of encoder {report.plan.profile.encoder!r} is not. Give a "
            "folder, or add a row to data/reference/encoders.csv."
        )
    else:
        lines.append(
            "Time is not known: neither the home nor a shipped snapshot has a finished run to tell speed from."
        )
    if any(one.tokens_basis == "full rows" for one in report.estimates):
        lines.append(
            "Tokens 'full rows': no run on this source has measured them, so every row counts as max_length tokens, "
            "one row an example (one a choice; long passages make more). Real rows are mostly shorter."
        )
    if any(one.tokens_basis == "sampled" for one in report.estimates):
        lines.append(
            "'sampled': tokens of twenty examples of every cell, as the encoder's own tokenizer splits them; padding "
            "and the second window of a long passage are left out."
        )
    if any(one.tokens_basis == "measured" for one in report.estimates):
        lines.append(
            "'measured': tokens of an example, or examples scored a second, as in finished runs on this source."
        )
    if any(one.examples_basis == "declared" for one in report.estimates):
        lines.append(
            "Examples 'declared': as data/reference/datasets.csv quotes its sources; the upper end where one gives a "
            "range over languages, and its English figure where it gives no other."
        )
    if any(one.examples_basis == "not known" for one in report.estimates):
        lines.append("Examples 'not known': no source says how many there are; such jobs are in no sum.")
    lines.append(
        "Memory: the process, weights in single precision and as read, gradients and Adam's two moments of what is "
        "trained, a half-precision copy of the layers, and the activations of the largest batch (arXiv 2205.05198, "
        "equation 1). Hours are sequential compute time; "
        "jobs on several machines cost as much and take less time."
    )
    return tuple(lines)


def print_report(report: PlanReport, is_done: Callable[[JobEstimate], bool], console: Console) -> None:
    """The table of jobs, the assumptions and the sums."""
    profile = report.plan.profile
    priced = report.price_per_hour is not None
    columns = ["job", "kind", "starts from", "examples", "tokens", "steps", "cells", "time", "memory"]
    table = Table(*columns, *(["cost"] if priced else []), "state", title=profile.title, box=SIMPLE)
    labels = {job.key: job.label for job in report.plan.jobs}
    for one in report.estimates:
        job = one.job
        cells = [
            job.label,
            job.kind.value,
            labels.get(job.input_key or "", profile.encoder or "-"),
            _with_basis(one.n_examples, one.examples_basis),
            _with_basis(one.n_tokens, one.tokens_basis) if one.n_tokens is not None else "",
            "" if one.n_steps is None else f"{one.n_steps:,}",
            str(len(job.cells) or ""),
            duration(one.seconds),
            "?" if one.memory_bytes is None else f"{one.memory_bytes / GIB:.1f} GiB",
        ]
        if priced:
            cost = report.cost(one.seconds)
            cells.append("?" if cost is None else f"{cost:,.2f}")
        table.add_row(*cells, "done" if is_done(one) else "to do")
    # rows stay whole, however narrow the screen
    Console(file=console.file, width=max(console.width, TABLE_WIDTH)).print(table)
    if report.why_declared is not None:
        console.print(
            f"planned from declared sizes: {report.why_declared}",
            style="yellow",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
    for line in assumptions(report):
        console.print(f"- {line}", highlight=False, markup=False, soft_wrap=True)
    for line in sums(report):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def sums(report: PlanReport) -> Sequence[str]:
    """Counts and totals, a line each."""
    estimates = report.estimates
    kinds = Tally(one.job.kind.value for one in estimates)
    bases = Tally(one.examples_basis for one in estimates)
    n_cells = sum(len(one.job.cells) for one in estimates)
    lines = [
        f"{len(estimates):,} jobs ({', '.join(f'{n:,} {kind}' for kind, n in kinds.items())}), {n_cells:,} cells; "
        f"examples {', '.join(f'{basis} in {n:,}' for basis, n in bases.items())}"
    ]
    if report.speed is not None and report.shape is not None:
        rest = f", without {report.n_without_time:,} jobs whose time is not known" if report.n_without_time else ""
        total = f"{duration(report.hours * HOUR)} of sequential compute{rest}"
        n_workers = report.plan.profile.n_workers
        if n_workers > 1:
            total += f"; {duration(report.hours * HOUR / n_workers)} in the profile's {n_workers} processes"
        cost = report.cost(report.hours * HOUR)
        lines.append(total if cost is None else f"{total}; at {report.price_per_hour:g} an hour: {cost:,.2f}")
    memory = max((one.memory_bytes or 0 for one in estimates), default=0)
    if memory:
        lines.append(f"peak memory per job: {memory / GIB:.1f} GiB")
    return lines


def duration(seconds: float | None) -> str:
    """Such as "45 s", "12 min", "3.5 h" or "120 d"; "?" for what is not known."""
    if seconds is None:
        return "?"
    for size, unit, limit in ((1.0, "s", 90.0), (60.0, "min", 90.0 * 60), (HOUR, "h", 72 * HOUR)):
        if seconds < limit:
            return f"{seconds / size:.1f} {unit}" if unit == "h" else f"{seconds / size:.0f} {unit}"
    return f"{seconds / (24 * HOUR):,.0f} d"


def _with_basis(number: int | None, basis: str) -> str:
    return "not known" if number is None else f"{number:,} {basis}"
