"""The wheel, built from this tree and unpacked elsewhere, reads and judges what ships with it, without torch."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from pipeline.claims.registry.claims_file import load_claims

REPOSITORY = Path(__file__).resolve().parents[2]
# an installation without the training packages; scipy looks whether torch is there, so it must not be None
BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "transformers", "tokenizers", "accelerate", "sklearn", "seqeval"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
from pipeline.__main__ import main
main()
"""


OF_A_USED_CHECKOUT = [
    "data/documents/0123456789abcdef.json",
    "data/documents/report.md",
    "data/documents/fedcba9876543210.facts.json",  # of an audit here, not of those that ship
    "data/runs/r1/manifest.json",
    "data/raw/xtreme/xnli/dev-en.tsv",
    "data/LEDGER.jsonl",
    "data/encoders/own/model.safetensors",
    ".streamlit/secrets.toml",
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """What a wheel is built from, after somebody has worked in it."""
    folder = tmp_path_factory.mktemp("checkout")
    skipped = shutil.ignore_patterns("__pycache__", "raw", "runs", "builds", "encoders", "checkpoints")
    for name in ("pipeline", "dashboard", "data", ".streamlit"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=skipped)
    for path in (*REPOSITORY.glob("requirements*.txt"), *REPOSITORY.glob("*.toml"), *REPOSITORY.glob("*.md")):
        shutil.copy(path, folder)
    for path in (".gitignore", "LICENSE"):
        shutil.copy(REPOSITORY / path, folder)
    for path in OF_A_USED_CHECKOUT:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("private", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def installed(checkout, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _run(site, home, *arguments):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(site), "CROSSCHECK_HOME": str(home), "COLUMNS": "200"}
    command = [sys.executable, "-c", BLOCKED, *arguments]
    return subprocess.run(
        command, cwd=home.parent, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_installed_package_judges_what_ships_with_it(installed, tmp_path):
    home = tmp_path / "home"
    built = _run(installed, home, "build")
    assert built.returncode == 0, built.stderr
    claim = load_claims()[0].claim_id
    shown = _run(installed, home, "verify", claim)
    assert claim in shown.stdout, shown.stderr


def test_installed_package_says_what_training_needs(installed, tmp_path):
    said = _run(installed, tmp_path / "home", "run", "smoke")
    assert said.returncode == 2
    assert "pip install 'crosscheck[training]'" in said.stderr
    assert "Traceback" not in said.stderr


def test_installed_package_writes_to_the_users_data_folder(installed, tmp_path):
    script = "from pipeline.store.home import find_home; print(find_home().root)"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(tmp_path / "crosscheck")


def test_package_data_and_settings_are_in_the_wheel(installed):
    shipped = installed / "pipeline" / "shipped_data"
    for name in ("reference", "claims", "studies", "snapshot"):
        there = {path.relative_to(shipped / name) for path in (shipped / name).rglob("*") if path.is_file()}
        here = REPOSITORY / "data" / name
        assert there == {path.relative_to(here) for path in here.rglob("*") if path.is_file()}
    assert (shipped / ".streamlit" / "config.toml").is_file()
    assert {path.suffix for path in installed.rglob("*.sql")} == {".sql"}


def test_wheel_of_a_used_checkout_holds_the_documents_that_ship_and_no_others(installed):
    there = {path.name for path in (installed / "pipeline/shipped_data/documents").iterdir()}
    tracked = subprocess.run(
        ["git", "ls-files", "data/documents"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    assert there == {Path(line).name for line in tracked.stdout.splitlines()}
    assert len(there) >= 5
    names = {Path(path).name for path in OF_A_USED_CHECKOUT} - {"manifest.json"}
    assert [path for path in installed.rglob("*") if path.name in names] == []
    texts = [path for path in installed.rglob("*") if path.is_file() and path.read_bytes() == b"private"]
    assert texts == []


def test_console_script_is_the_command_line():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"crosscheck": "pipeline.__main__:main"}
