"""The wheel, built from this tree and unpacked elsewhere, reads and judges what ships with it, without torch."""

import os
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


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
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


def test_console_script_is_the_command_line():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"crosscheck": "pipeline.__main__:main"}
