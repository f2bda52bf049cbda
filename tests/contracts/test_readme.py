"""What README.md says of the tree, the commands and the profiles is what there is."""

import re
from pathlib import Path

import pytest

from pipeline.__main__ import app
from pipeline.experiments.profile import load_profile, profile_names

REPOSITORY = Path(__file__).resolve().parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
TREE = [line.split()[0] for line in re.findall(r"```\n(pipeline/.*?)```", README, re.DOTALL)[0].splitlines() if line]


@pytest.mark.parametrize("path", TREE)
def test_readme_tree_names_what_exists(path):
    assert (REPOSITORY / path).exists()


def test_readme_tree_names_every_package_of_the_pipeline():
    packages = {
        f"pipeline/{path.name}/"
        for path in (REPOSITORY / "pipeline").iterdir()
        if any(file.name != "__init__.py" for file in path.glob("*.py"))
    }
    assert packages <= set(TREE)


def test_readme_lists_every_command():
    listed = set(re.findall(r"^\| `(\w+)(?: \[PROFILE\])?` \|", README, re.MULTILINE))
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert commands <= listed


def test_readme_lists_every_profile_with_its_source():
    sources = {"generated": "generated", "xtreme_folder": "XTREME folder"}
    for name in profile_names():
        assert f"| `{name}` | {sources[load_profile(name).source]} |" in README


@pytest.mark.parametrize("path", re.findall(r"\]\(((?!http)[^)]+)\)", README))
def test_readme_links_and_images_exist(path):
    assert (REPOSITORY / path).exists()
