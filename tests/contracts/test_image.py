"""What goes into the image: all that ships, and nothing else that a checkout or a home can hold."""

import re
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from pipeline.store.home import Home

REPOSITORY = Path(__file__).resolve().parents[2]
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
TARGETS = ("pipeline", "dashboard")
OF_A_HOME = sorted(
    str(getattr(Home(Path("data")), name))
    for name, kind in vars(Home).items()
    if isinstance(kind, property) and name not in {field.name for field in fields(Home)}
)
PRIVATE = [
    *(path for path in OF_A_HOME if path != "data/documents"),
    "data/documents/0123456789abcdef.json",
    "data/documents/report.md",
    "data/encoders/own/model.safetensors",
    "data/raw/xtreme/xnli/dev-en.tsv",
    ".env",
    ".git/config",
    ".streamlit/secrets.toml",
    ".venv/bin/python",
    "tests/contracts/test_image.py",
]
SHIPPED = sorted(
    str(path.relative_to(REPOSITORY))
    for folder in ("claims", "reference", "snapshot", "studies")
    for path in (REPOSITORY / "data" / folder).rglob("*")
    if path.is_file()
) + sorted(str(path.relative_to(REPOSITORY)) for path in (REPOSITORY / "data/documents").glob("*.facts.json"))


def _copied(target):
    """Sources of the COPY lines of one stage."""
    stage = re.search(rf"^FROM base AS {target}$(.*?)(?=^FROM|\Z)", DOCKERFILE, re.M | re.S).group(1)
    return [source for line in re.findall(r"^COPY (.+)$", stage, re.M) for source in line.split()[:-1]]


def _is_under(path, source):
    """Whether COPY of the source takes the path along."""
    return fnmatchcase(path, source) or path.startswith(f"{source.rstrip('/')}/")


def _is_sent(path):
    """Whether .dockerignore leaves the path in the build context: the last pattern that fits decides."""
    is_sent = True
    for line in IGNORED:
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        parents = [path, *(str(parent) for parent in Path(path).parents)]
        if any(fnmatchcase(one, pattern) or fnmatchcase(f"/{one}", pattern.replace("**/", "*/")) for one in parents):
            is_sent = line.startswith("!")
    return is_sent


@pytest.mark.parametrize("path", PRIVATE)
def test_nothing_private_goes_into_an_image(path):
    assert not _is_sent(path)
    assert not any(_is_under(path, source) for target in TARGETS for source in _copied(target))


@pytest.mark.parametrize("target", TARGETS)
def test_all_that_ships_goes_into_the_image(target):
    lacking = [path for path in SHIPPED if not any(_is_under(path, source) for source in _copied(target))]
    assert lacking == []
    assert [path for path in SHIPPED if not _is_sent(path)] == []
    assert any("snapshot/mini-full" in path for path in SHIPPED)


@pytest.mark.parametrize("target", TARGETS)
def test_every_source_that_is_copied_is_there_and_sent(target):
    for source in _copied(target):
        found = list(REPOSITORY.glob(source))
        assert found, source
        assert all(_is_sent(str(path.relative_to(REPOSITORY))) for path in found), source


def test_a_home_has_the_paths_that_the_check_takes():
    assert {"data/LEDGER.jsonl", "data/LOCK", "data/PROGRESS.json", "data/runs", "data/study-records"} <= set(PRIVATE)


def test_containers_run_without_rights():
    for service in yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["mem_limit"]
        assert service["pids_limit"]
    assert DOCKERFILE.count("\nUSER app\n") == len(TARGETS)
