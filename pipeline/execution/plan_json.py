"""A plan with its cost as plain data, for other programs."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.execution.plan_report import HOUR, PlanReport
from pipeline.execution.plan_text import assumptions
from pipeline.experiments.estimate import JobEstimate


def as_json(report: PlanReport, is_done: Callable[[JobEstimate], bool]) -> dict[str, object]:
    """The whole report as plain data; seconds, bytes and hours, null where something is not known."""
    profile, shape, speed = report.plan.profile, report.shape, report.speed
    labels = {job.key: job.label for job in report.plan.jobs}
    return {
        "profile": profile.name,
        "title": profile.title,
        "source": profile.source,
        "declared_because": report.why_declared,
        "encoder": None
        if shape is None
        else {
            "name": profile.encoder,
            "parameters": shape.n_parameters,
            "parameters_outside_embeddings": shape.n_body,
            "basis": shape.basis,
            "source": shape.source,
        },
        "speed": None
        if speed is None
        else {
            "basis": speed.basis,
            "machine": speed.machine,
            "n_runs": speed.n_runs,
            "training_tokens_per_second": None if shape is None else speed.training_tokens_per_second(shape),
        },
        "assumptions": list(assumptions(report)),
        "jobs": [
            {
                "key": one.job.key,
                "label": one.job.label,
                "kind": one.job.kind.value,
                "phase": one.job.phase,
                "regime": one.job.regime.regime,
                "task": one.job.task,
                "seed": one.job.seed,
                "starts_from": labels.get(one.job.input_key or "", profile.encoder),
                "n_cells": len(one.job.cells),
                "n_examples": one.n_examples,
                "examples_basis": one.examples_basis,
                "n_tokens": one.n_tokens,
                "tokens_basis": one.tokens_basis,
                "n_steps": one.n_steps,
                "seconds": one.seconds,
                "memory_bytes": one.memory_bytes,
                "cost": report.cost(one.seconds),
                "is_done": is_done(one),
            }
            for one in report.estimates
        ],
        "n_jobs": len(report.estimates),
        "n_jobs_without_time": report.n_without_time,
        "hours": report.hours,
        "cost": report.cost(report.hours * HOUR),
    }
