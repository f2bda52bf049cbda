"""Whether every page says the same of a cell, and whether score minus baseline is the gain beside them.

    python -m benchmarks.cells [--home DIR]

A cell is one regime, target task, split and language of one encoder under one profile, in XTREME's task score. Each
page's own query is run on the published file: Languages (all regimes), its table of one language's runs (mean over
seeds taken here), heat map, Compare, the claim page (cells of each measured estimate that is over the baseline), and
the stored intervals that the heat map and the report draw. A number differs where it is more than 1e-9 off that of the
Languages page, which is far below any digit shown. Exits 1 where any does.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.data.published_file import open_snapshot, read_query
from pipeline.store.home import find_home
from pipeline.store.publish import published

SLACK = 1e-9
BODY = ["profile", "encoder", "source_digest"]
Key = tuple[str, ...]  # of the body, then regime, task, split, language


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page says of one cell; None: nothing."""

    page: str
    cell: Key
    score: float | None  # percent
    baseline: float | None
    gain: float | None  # points


@dataclass(frozen=True, slots=True)
class Found:
    """Counts over all cells with a gain."""

    n_cells: int
    shown_by: dict[str, int]  # cells by page
    differing: list[Shown]  # from the Languages page
    of_other_sign: list[Shown]
    not_a_difference: list[Shown]  # whose score minus baseline is not the gain


class _Pages:
    """The pages' queries on one file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def _rows(self, name: str, **params: object) -> pd.DataFrame:
        return self._connection.execute(read_query(name), params).df()

    def shown(self) -> Iterator[Shown]:
        """Everything that pages say of cells."""
        for body in self._rows("bodies").to_dict("records"):
            keys = {name: body[name] for name in BODY}
            tasks = self._rows("cells", **keys)
            for (task, split), rows in tasks.groupby(["task", "split"]):
                yield from self._of_task(keys, str(task), str(split), rows)
        yield from self._of_claims()
        yield from self._of_intervals()

    def _of_task(self, keys: dict[str, str], task: str, split: str, metrics: pd.DataFrame) -> Iterator[Shown]:
        place = (*keys.values(), task, split)
        of_score = metrics[metrics["metric"] == "task_score"]
        metric = str((metrics[metrics["is_primary"]] if of_score.empty else of_score)["metric"].iloc[0])
        cell = {**keys, "task": task, "split": split}
        languages = self._rows("language_cells", **cell, metric=metric)
        languages = languages[languages["score"].notna()]
        for row in languages.itertuples():
            yield _shown("Languages", place, row.regime, row.language, row.score, row.baseline_score, row.gain)
        for language in languages["language"].unique():
            runs = self._rows("language_runs", **cell, metric=metric, language=language)
            for regime, of_regime in runs.groupby("regime"):
                paired = of_regime[of_regime["gain"].notna()]  # a seed without a baseline stays out of the cell
                score, gain = (paired[column].mean() for column in ("value", "gain"))
                yield _shown("Languages, runs", place, regime, language, score, None, gain)
        for regime in languages["regime"].unique():
            group = {"grouped_by": "all", "member": ""}
            bars = self._rows("heat_languages", **cell, **group, regime=regime)
            for row in bars[bars["score"].notna()].itertuples():
                yield _shown("heat map", place, regime, row.language, row.score, row.baseline_score, row.gain)
            pairs = self._rows("compare_languages", **cell, subject=regime, rival="none")
            for row in pairs[pairs["difference"].notna() & (pairs["language"] != "")].itertuples():
                yield _shown("Compare", place, regime, row.language, row.subject_score, row.rival_score, row.difference)

    def _of_claims(self) -> Iterator[Shown]:
        bodies = self._connection.execute(
            "select evidence.evidence_id, evidence.profile, evidence.encoder, runs.source_digest from evidence "
            "inner join runs on list_contains(from_json(inputs -> 'run_ids', '[\"varchar\"]'), runs.run_id) "
            "where kind = 'measured' and estimate is not null and details ->> 'rival' is null group by all"
        ).fetchall()
        for evidence_id, *body in bodies:
            cells = self._rows("claim_cells", evidence_id=evidence_id)
            for (task, regime, split, language), seeds in cells.groupby(["task", "regime", "split", "language"]):
                score, baseline = seeds["score"].mean(), seeds["compared_score"].mean()
                place = (*body, str(task), str(split))
                yield _shown("claim", place, regime, language, score, baseline, seeds["cell_gain"].iloc[0])

    def _of_intervals(self) -> Iterator[Shown]:
        rows = self._connection.execute("select * from gain_intervals where language_set = 'one'").df()
        for row in rows.itertuples():
            place = (row.profile, row.encoder, row.source_digest, row.task, row.split)
            yield _shown("stored intervals", place, row.regime, row.language, None, None, row.gain)


def _shown(page: str, place: Key, regime: object, language: object, *numbers: object) -> Shown:
    *body, task, split = place
    score, baseline, gain = (None if pd.isna(number) else float(str(number)) for number in numbers)  # type: ignore[call-overload]
    return Shown(page, (*body, str(regime), task, split, str(language)), score, baseline, gain)


def compare(shown: list[Shown]) -> Found:
    """Every page held against the Languages page."""
    own = {each.cell: each for each in shown if each.page == "Languages" and each.gain is not None}
    with_gain = [each for each in shown if each.gain is not None]
    pages = dict.fromkeys(each.page for each in with_gain)
    differing = [each for each in with_gain if each.cell not in own or _differs(each, own[each.cell])]
    return Found(
        n_cells=len(own),
        shown_by={page: len({each.cell for each in with_gain if each.page == page}) for page in pages},
        differing=differing,
        of_other_sign=[
            each for each in differing if each.cell in own and (each.gain or 0) * (own[each.cell].gain or 0) < 0
        ],
        not_a_difference=[
            each
            for each in with_gain
            if each.score is not None and each.baseline is not None and _off(each.score - each.baseline, each.gain)
        ],
    )


def _differs(one: Shown, other: Shown) -> bool:
    return any(
        _off(left, right)
        for left, right in ((one.score, other.score), (one.baseline, other.baseline), (one.gain, other.gain))
    )


def _off(left: float | None, right: float | None) -> bool:
    return left is not None and right is not None and abs(left - right) > SLACK


def find(path: Path) -> Found:
    """Counts for the published file at `path`."""
    with closing(open_snapshot(path)) as connection:
        return compare(list(_Pages(connection).shown()))


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path)
    path = published(find_home(parser.parse_args().home))
    found = find(path)
    print(f"{path.name}: {found.n_cells} cells with a gain")
    for page, count in found.shown_by.items():
        print(f"  {page:<20} {count:>6} cells")
    print(f"cells that differ from the Languages page: {len(found.differing)}, by sign {len(found.of_other_sign)}")
    print(f"cells where score minus baseline is not the gain: {len(found.not_a_difference)}")
    for each in [*found.differing, *found.not_a_difference][:20]:
        print(f"  {each}")
    if not found.n_cells or found.differing or found.not_a_difference:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
