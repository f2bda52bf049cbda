"""Asks an advisory index about every installed package: `make audit`.

    python -m benchmarks.advisories --pip-audit .venv/audit/bin/pip-audit

Exit code 0 where the index knows of nothing, 1 where it does, 3 where no index can be reached or it does not know the
packages: then nothing was checked, and that is said.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import distributions
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

SERVICES = ("osv", "pypi")
TIMEOUT = 60.0  # seconds for all of one service
_FOREIGN = ConfigDict(extra="ignore", frozen=True)
Run = Callable[[Sequence[str]], tuple[str, str]]  # what a command says on stdout and on stderr


class _Vulnerability(BaseModel):
    model_config = _FOREIGN
    id: str
    fix_versions: list[str] = []


class _Package(BaseModel):
    model_config = _FOREIGN
    name: str
    version: str = ""
    skip_reason: str | None = None
    vulns: list[_Vulnerability] = []


class _Report(BaseModel):
    model_config = _FOREIGN
    dependencies: list[_Package]


def audited(pip_audit: str, requirements: Path, run: Run) -> tuple[int, list[str]]:
    """Exit code and lines to print."""
    reasons = []
    for service in SERVICES:
        command = [pip_audit, "--requirement", str(requirements), "--no-deps", "--disable-pip", "--format", "json"]
        said, fault = run([*command, "--progress-spinner", "off", "--vulnerability-service", service])
        try:
            packages = _Report.model_validate_json(said).dependencies
        except ValidationError:
            last = (fault.strip().splitlines() or ["it said nothing"])[-1]
            reasons.append(f"{service}: cannot be reached ({last[:160]})")
            continue
        known = [package for package in packages if package.skip_reason is None]
        if not known:
            reasons.append(f"{service}: knows none of the {len(packages)} packages")
            continue
        lines = [
            f"{package.name} {package.version}: {one.id}, mended in {', '.join(one.fix_versions) or 'no version yet'}"
            for package in known
            for one in package.vulns
        ]
        skipped = f", {len(packages) - len(known)} that it does not know" if len(known) < len(packages) else ""
        lines.append(f"{service}: {len(known)} packages checked{skipped}, {len(lines)} known vulnerabilities")
        return int(len(lines) > 1), lines
    return 3, ["nothing was checked: no advisory index answered", *reasons]


def installed() -> list[str]:
    """Every installed package with its version, as lines of a requirements file."""
    found = {(one.metadata["Name"], one.version.partition("+")[0]) for one in distributions() if one.metadata["Name"]}
    return sorted(f"{name}=={version}" for name, version in found if name != "crosscheck")


def _run(command: Sequence[str]) -> tuple[str, str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return "", f"no answer within {TIMEOUT:g} s"
    return done.stdout, done.stderr


def main() -> None:
    """Print what the first index that answers says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pip-audit", default="pip-audit", help="the program")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "installed.txt"
        requirements.write_text("".join(f"{line}\n" for line in installed()), encoding="utf-8")
        code, lines = audited(given.pip_audit, requirements, _run)
    print("\n".join(lines))
    sys.exit(code)


if __name__ == "__main__":
    main()
