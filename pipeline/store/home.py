"""Where the outputs of the pipeline lie: one folder, `data/` unless `--home` or CROSSCHECK_HOME names another."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY / "data" / "reference"
CLAIMS = REPOSITORY / "data" / "claims"
ENCODERS = REPOSITORY / "data" / "encoders"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one home; nothing is created until something is written."""

    root: Path

    @property
    def runs(self) -> Path:
        """Run records, one folder a run."""
        return self.root / "runs"

    @property
    def checkpoints(self) -> Path:
        """Weights after a phase, one folder a job."""
        return self.root / "checkpoints"

    @property
    def documents(self) -> Path:
        """Audited reports, one file a report."""
        return self.root / "documents"

    @property
    def study_records(self) -> Path:
        """Which runs answer which study, one file a study and scale."""
        return self.root / "study-records"

    @property
    def builds(self) -> Path:
        """DuckDB files, one a build."""
        return self.root / "builds"

    @property
    def pointer(self) -> Path:
        """Text file that names the published build."""
        return self.root / "CURRENT"

    @property
    def ledger(self) -> Path:
        """Every change of a verdict between builds; only ever appended to."""
        return self.root / "LEDGER.jsonl"

    @property
    def lock(self) -> Path:
        """Held by the one process that writes."""
        return self.root / "LOCK"

    @property
    def progress(self) -> Path:
        """What the running pipeline is doing, rewritten as it goes."""
        return self.root / "PROGRESS.json"


def find_home(given: Path | None = None) -> Home:
    """The home to use: `given`, else CROSSCHECK_HOME, else the repository's own `data/`."""
    if given is not None:
        return Home(given.expanduser().resolve())
    named = os.environ.get("CROSSCHECK_HOME")
    return Home(Path(named).expanduser().resolve() if named else REPOSITORY / "data")
