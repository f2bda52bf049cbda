"""What README.md and docs/ say of the tree, the commands and the profiles is what there is."""

import re
from pathlib import Path

import pytest

from pipeline.__main__ import app
from pipeline.experiments.profile import load_profile, profile_names

REPOSITORY = Path(__file__).resolve().parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
COMMANDS = (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")
LAYOUT = (REPOSITORY / "docs" / "layout.md").read_text(encoding="utf-8")
TREE = [line.split()[0] for line in re.findall(r"```\n(pipeline/.*?)```", LAYOUT, re.DOTALL)[0].splitlines() if line]
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
LINKS = [
    (page, link)
    for page in PAGES
    for link in re.findall(r"\]\(((?!http)[^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("path", TREE)
def test_layout_names_what_exists(path):
    assert (REPOSITORY / path).exists()


def test_layout_names_every_package_of_the_pipeline():
    packages = {
        f"pipeline/{path.name}/"
        for path in (REPOSITORY / "pipeline").iterdir()
        if any(file.name != "__init__.py" for file in path.glob("*.py"))
    }
    assert packages <= set(TREE)


def test_commands_page_lists_every_command():
    listed = set(re.findall(r"^\| `(\w+)(?: \[PROFILE\])?` \|", COMMANDS, re.MULTILINE))
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert commands <= listed


def test_commands_page_lists_every_profile_with_its_source():
    sources = {"generated": "generated", "xtreme_folder": "XTREME folder"}
    for name in profile_names():
        assert f"| `{name}` | {sources[load_profile(name).source]} |" in COMMANDS


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_links_and_images_of_the_docs_exist(page, link):
    assert (page.parent / link).exists()


def test_readme_fits_a_screen():
    assert len(README.splitlines()) <= 50


WHERE = re.search(
    r"## Where is what\n(.*?)\n## ", (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL
)


@pytest.mark.parametrize("path", re.findall(r"`((?:pipeline|dashboard)/[^`]*)`", WHERE[1]))
def test_contributing_names_files_that_exist(path):
    assert (REPOSITORY / path).exists()
