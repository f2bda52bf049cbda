"""The finished runs of a home's studies written as the part of the shipped results that answers studies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.domain.errors import MissingDataError
from pipeline.domain.run import RunStatus
from pipeline.domain.study import Study
from pipeline.store.home import Home
from pipeline.store.loading import read_records
from pipeline.store.shipped import STUDIES_FILE, ShippedManifest
from pipeline.store.shipping import MAX_MEGABYTES, Chosen, write_chosen
from pipeline.store.study_records import read_studies, write_studies


def write_study_snapshot(
    home: Home, out: Path, *, scales: Sequence[str] = ("mini",), max_megabytes: float = MAX_MEGABYTES
) -> tuple[ShippedManifest, tuple[Study, ...]]:
    """Put the studies of a home and their finished runs into the folder `out`, a part of the shipped results.

    Runs that no study names are left out. The same home gives the same bytes.

    Args:
        scales: of the studies to ship.

    Raises:
        MissingDataError: no study of these scales has a finished run.
        SnapshotError: more bytes than `max_megabytes`, or an encoder that only this machine has.
    """
    studies = tuple(study for study in read_studies(home.study_records) if study.scale in scales)
    named = frozenset(run_id for study in studies for run_id in study.run_ids)
    records = tuple(record for record in read_records(home.runs) if record.run.run_id in named)
    finished = tuple(record for record in records if record.run.status is RunStatus.FINISHED)
    if not finished:
        raise MissingDataError(f"no study in {home.root} has a finished run; run `study all` first")
    manifest = write_chosen(
        Chosen(finished, len(named) - len(finished), 0),
        sorted({record.run.profile for record in finished}),
        out,
        max_megabytes=max_megabytes,
    )
    write_studies(out / STUDIES_FILE, studies)
    return manifest, studies
