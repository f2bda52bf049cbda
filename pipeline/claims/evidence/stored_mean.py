"""The statement that computes a measured mean anew from a built file: metric, seeds and averages as the claim says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from pipeline.claims.queries import sql_list, sql_literal
from pipeline.domain.claim import Aggregation, Claim, OverSeeds

_GROUPS = {
    Aggregation.MEAN_OVER_TASKS: "task",
    Aggregation.MEAN_OVER_LANGUAGES: "language",
    Aggregation.MEAN_OVER_FAMILIES: (
        "(select any_value(family) from languages as known where known.language = cells.language)"
    ),
}


def stored_mean(claim: Claim, run_ids: Sequence[str], rival: str | None, parts: Sequence[Mapping[str, object]]) -> str:
    """A statement with one number, the claimed mean over the cells of the evidence.

    Args:
        rival: regime that the gain is over; None: the baseline.
        parts: task, regime, split and languages of each task, as kept in the evidence's details.
    """
    keys = [
        (str(part["task"]), str(part["regime"]), str(part["split"]), language)
        for part in parts
        for language in sorted(cast("dict[str, float]", part["languages"]))
    ]
    cells = ",\n        ".join(f"({sql_list(key)})" for key in keys)
    gain, source, condition = _gains(claim, run_ids, rival)
    return (
        "with\n"  # noqa: S608  # the literals are quoted: this text is stored, and run by readers as it stands
        "cells as (\n"
        f"    select task, language, {_over(claim)}({gain}) as gain  -- over seeds\n"
        f"    from {source}\n"
        f"    where {condition}\n"
        f"    and (task, one.regime, split, language) in (\n        {cells}\n    )\n"
        "    group by task, language\n"
        "),\n"
        f"parts as (select {_GROUPS[claim.aggregation]} as part, avg(gain) as gain from cells group by part)\n"
        "select avg(gain) as estimate from parts"
    )


def stored_systems_mean(claim: Claim, pairs: Sequence[tuple[str, str]], parts: Sequence[Mapping[str, object]]) -> str:
    """A statement with one number: the mean score of a system, or its difference to another's.

    Args:
        pairs: run of the system and run of the other beside it, "" for none.
        parts: as `stored_mean`, without regimes.
    """
    keys = [
        (str(part["task"]), str(part["split"]), language)
        for part in parts
        for language in sorted(cast("dict[str, float]", part["languages"]))
    ]
    cells = ",\n        ".join(f"({sql_list(key)})" for key in keys)
    values = ",\n        ".join(f"({sql_list(pair)})" for pair in pairs)
    metric = sql_literal(claim.metric.value)
    scored = f"select run_id, task, language, split, value from run_scores where metric = {metric}"  # noqa: S608
    return (
        "with\n"  # noqa: S608
        f"pairs (run_id, other_run_id) as (\n    values\n        {values}\n),\n"
        f"scored as ({scored}),\n"
        "cells as (\n"
        "    select one.task as task, one.language as language,\n"
        f"        {_over(claim)}(one.value - coalesce(other.value, 0)) as gain  -- over seeds\n"
        "    from pairs inner join scored as one on pairs.run_id = one.run_id\n"
        "    left join scored as other on pairs.other_run_id = other.run_id and one.task = other.task\n"
        "        and one.language = other.language and one.split = other.split\n"
        f"    where (one.task, one.split, one.language) in (\n        {cells}\n    )\n"
        "    and (pairs.other_run_id = '' or other.value is not null)\n"
        "    group by one.task, one.language\n"
        "),\n"
        f"parts as (select {_GROUPS[claim.aggregation]} as part, avg(gain) as gain from cells group by part)\n"
        "select avg(gain) as estimate from parts"
    )


def stored_count(
    claim: Claim, run_ids: Sequence[str], rival: str | None, wanted: Sequence[tuple[str, str, str, str, str]]
) -> str:
    """A statement with one number: how many units have a mean gain above zero.

    Args:
        wanted: unit, task, regime, split, language of every cell.
    """
    values = ",\n        ".join(f"({sql_list(key)})" for key in wanted)
    gain, source, condition = _gains(claim, run_ids, rival)
    group = _GROUPS[claim.aggregation]
    return (
        "with\n"  # noqa: S608
        "wanted (unit, task, regime, split, language) as (\n"
        f"    values\n        {values}\n),\n"
        "gained as (\n"
        f"    select task, one.regime as regime, split, language, {gain} as gain from {source}\n"
        f"    where {condition}\n"
        "),\n"
        "cells as (\n"
        f"    select unit, task, language, {_over(claim)}(gain) as gain  -- over seeds\n"
        "    from wanted inner join gained using (task, regime, split, language)\n"
        "    group by unit, task, language\n"
        "),\n"
        f"parts as (select unit, {group} as part, avg(gain) as gain from cells group by unit, part),\n"
        "units as (select unit, avg(gain) as gain from parts group by unit)\n"
        "select count(*) filter (where gain > 0)::double as estimate from units"
    )


def _over(claim: Claim) -> str:
    return "avg" if claim.over_seeds is OverSeeds.MEAN else "median"


def _gains(claim: Claim, run_ids: Sequence[str], rival: str | None) -> tuple[str, str, str]:
    """The gain of a row, the rows, and their condition."""
    gain, source, of_rival = "one.gain", "gains as one", ""
    if rival is not None:
        gain = "one.value - other.value"
        source += " inner join gains as other using (baseline_run_id, task, language, split, metric)"
        of_rival = f" and other.regime = {sql_literal(rival)}"
    metric = "one.metric" if rival is None else "metric"
    condition = f"{metric} = {sql_literal(claim.metric.value)} and one.run_id in ({sql_list(run_ids)}){of_rival}"
    return gain, source, condition
