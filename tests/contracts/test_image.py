"""What goes into the image: all that ships, and nothing else that a checkout or a home can hold."""

import re
from dataclasses import fields
from fnmatch import fnmatchcase
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
    for folder in ("benchmarks", "claims", "reference", "snapshot", "studies")
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
    uid = re.search(r"useradd .*--uid (\d+)", DOCKERFILE).group(1)  # a number, which any host can check to be no root
    assert DOCKERFILE.count(f"\nUSER {uid}\n") == len(TARGETS)


def test_base_is_named_by_its_digest():
    assert re.search(r"^ARG BASE=python:3\.11-slim-bookworm@sha256:[0-9a-f]{64}$", DOCKERFILE, re.M)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.M) == ["${BASE}", "base", "base"]


def _pinned(path):
    """Version by name of the lines of a requirements file, those of files that it names included."""
    found = {}
    for line in (REPOSITORY / path).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found |= _pinned(Path(path).parent / line.removeprefix("-r "))
        elif line and not line.startswith(("#", " ")):
            requirement = Requirement(line.removesuffix(" \\").strip())
            found[canonicalize_name(requirement.name)] = str(requirement.specifier)
    return found


NOT_EVERYWHERE = re.compile(r"nvidia-|cuda-|triton$|httpx2-jsfetch$")  # for graphics cards and browsers
LOCKED = [
    ("dashboard/requirements.txt", "requirements-image.txt"),
    ("requirements.txt", "requirements-image-training.txt"),
]


@pytest.mark.parametrize(("pinned", "locked"), LOCKED)
def test_image_installs_what_is_pinned_and_all_that_comes_with_it(pinned, locked):
    found = _pinned(locked)
    assert {name: found.get(name) for name in _pinned(pinned)} == _pinned(pinned), "run `make lock`"
    for name, version in found.items():
        assert version.startswith("=="), name
        if NOT_EVERYWHERE.match(name):
            continue
        needed = [Requirement(text) for text in metadata.requires(name) or []]
        names = {
            canonicalize_name(one.name) for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})
        }
        assert names <= set(found), name


@pytest.mark.parametrize("path", [*(locked for _, locked in LOCKED), "requirements-start.txt"])
def test_every_package_of_an_image_has_its_hashes(path):
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[A-Za-z0-9])", text)[1:]
    assert len(packages) >= len(_pinned(path)) > 0  # one of them twice, for two versions of Python
    assert [package for package in packages if not re.search(r"--hash=sha256:[0-9a-f]{64}", package)] == []


def test_images_install_nothing_without_hashes():
    installs = re.findall(r"pip install ([^&\n]+)", DOCKERFILE)
    assert len(installs) == 3
    assert [words for words in installs if "--require-hashes" not in words] == []
