"""A way to lay out small folders by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

WriteFolder = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def write_folder(tmp_path: Path) -> WriteFolder:
    """Writes files, given by path below the root, exactly as given; returns the root."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write
