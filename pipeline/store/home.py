"""Where what ships lies, and where the outputs of the pipeline go.

A checkout has both in `data/`. An installed package carries what ships in a folder of its own and writes to the user's
data folder. `--home` or CROSSCHECK_HOME names another place for outputs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_INSTALLED = Path(__file__).resolve().parents[1] / "shipped_data"  # in a wheel alone
DATA = _INSTALLED if _INSTALLED.is_dir() else REPOSITORY / "data"
SERVER = _INSTALLED if _INSTALLED.is_dir() else REPOSITORY  # holds .streamlit/config.toml
REFERENCE = DATA / "reference"
CLAIMS = DATA / "claims"
BENCHMARKS = DATA / "benchmarks"
ENCODERS = DATA / "encoders"
STUDIES = DATA / "studies"


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
    def entered(self) -> Path:
        """Published figures that readers entered by hand, one file a table."""
        return self.root / "entered"

    @property
    def benchmarks(self) -> Path:
        """Described benchmarks of the user's own, one TOML file each."""
        return self.root / "own-benchmarks"

    @property
    def benchmark_scores(self) -> Path:
        """Imported scores on described benchmarks, one file an import."""
        return self.root / "benchmark-scores"

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
    """The home to use: `given`, else CROSSCHECK_HOME, else a checkout's own `data/` or the user's data folder."""
    named = given or os.environ.get("CROSSCHECK_HOME")
    if named:
        return Home(Path(named).expanduser().resolve())
    return Home(_user_data() / "crosscheck" if DATA == _INSTALLED else DATA)


def _user_data() -> Path:
    """Source: XDG Base Directory Specification."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if named.startswith("/") else Path.home() / ".local" / "share"
