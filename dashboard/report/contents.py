"""What the report holds, read from the published file with the app's own queries."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboard.data.published_file import open_snapshot, read_query, reason_of
from dashboard.kit.experiments import about_body, body_keys, body_names
from dashboard.parts.documents.frames import AuditFrames
from pipeline.domain.errors import StoreError

_EVERY_FINDING: dict[str, Any] = {
    "sources": None,
    "encoders": None,
    "tasks": None,
    "languages": None,
    "flagged": None,
    "kinds": None,
}
_OWN, _ALL = "own", "all"  # languages that a benchmark defines for a task; every language scored


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Gains of one body of runs on one split."""

    name: str
    about: str
    split: str
    is_own: bool  # over each task's own languages; else over all languages scored
    cells: pd.DataFrame  # rows of queries/heat_cells.sql, mean over languages


@dataclass(frozen=True, slots=True, eq=False)
class StudyCurve:
    """One study with its points."""

    study: Any  # row of queries/studies.sql
    points: pd.DataFrame  # rows of queries/study_points.sql


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Frames by the name of their query."""

    snapshot: pd.Series
    claims: pd.DataFrame
    claim_counts: pd.Series
    verdict_counts: pd.DataFrame
    evidence: pd.DataFrame
    heat_maps: tuple[HeatMap, ...]
    studies: pd.DataFrame
    curves: tuple[StudyCurve, ...]
    discrepancy_kinds: pd.DataFrame
    discrepancies: pd.DataFrame
    discrepancy_figures: pd.DataFrame
    claim_words: pd.DataFrame
    documents: AuditFrames


def read_contents(path: Path) -> Contents:
    """All that the report shows of the published file at `path`.

    Raises:
        StoreError: the file is missing, locked, damaged or of another schema.
    """
    with closing(open_snapshot(path)) as connection:
        try:
            return _Reader(connection).contents()
        except duckdb.Error as error:
            raise StoreError(reason_of(path, error)) from error


@dataclass(frozen=True, slots=True)
class _Reader:
    connection: duckdb.DuckDBPyConnection

    def rows(self, name: str, **params: object) -> pd.DataFrame:
        return self.connection.execute(read_query(name), params).df()

    def contents(self) -> Contents:
        found = self.rows("discrepancies", **_EVERY_FINDING)
        studies = self.rows("studies")
        return Contents(
            snapshot=self.rows("snapshot").iloc[0],
            claims=self.rows("claims"),
            claim_counts=self.rows("claim_counts").iloc[0],
            verdict_counts=self.rows("verdict_counts"),
            evidence=self.rows("evidence"),
            heat_maps=self._heat_maps(),
            studies=studies,
            curves=tuple(self._curve(study) for study in studies.itertuples()),
            discrepancy_kinds=self.rows("discrepancy_kinds"),
            discrepancies=found,
            discrepancy_figures=self.rows("discrepancy_figures", discrepancies=found["discrepancy"].tolist()),
            claim_words=self.rows("claim_words"),
            documents=AuditFrames(
                *(self.rows(name) for name in ("documents", "document_rows", "document_atoms", "document_findings")),
                *(self.rows(name) for name in ("document_calibrations", "document_bins", "document_references")),
            ),
        )

    def _curve(self, study: Any) -> StudyCurve:
        return StudyCurve(study, self.rows("study_points", study=study.study, scale=study.scale))

    def _heat_maps(self) -> tuple[HeatMap, ...]:
        found = [self._heat_map(name, body) for name, body in body_names(self.rows("bodies")).items()]
        return tuple(heat_map for heat_map in found if heat_map.cells["gain"].notna().any())

    def _heat_map(self, name: str, body: pd.Series) -> HeatMap:
        keys = body_keys(body)
        split = max(self.rows("cells", **keys)["split"])  # test, where there is one
        groups = set(self.rows("heat_groups", **keys, split=split)["grouped_by"])
        group = {"grouped_by": _OWN if _OWN in groups else _ALL, "member": ""}
        cells = self.rows("heat_cells", **keys, split=split, **group, aggregation="mean")
        return HeatMap(name, about_body(body), split, group["grouped_by"] == _OWN, cells)
