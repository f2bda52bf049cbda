"""The app on stores known by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.dashboard.small_store import publish_file, write_empty_store, write_small_store

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def small_home_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("small")
    write_small_store(root / "builds" / "crosscheck-1.duckdb")
    publish_file(root, "crosscheck-1.duckdb")
    return root


@pytest.fixture
def empty_home_path(tmp_path: Path) -> Path:
    write_empty_store(tmp_path / "builds" / "crosscheck-1.duckdb")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    return tmp_path


@pytest.fixture(autouse=True)
def closed_connections() -> Iterator[None]:
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Run one page on a home with filters in the address; an exception in the page fails the test.

    `opened` names folds that are made when they are opened.
    """

    def run(home: Path, page: str = "verdicts", opened: Sequence[str] = (), **params: str | list[str]) -> AppTest:
        monkeypatch.setenv("CROSSCHECK_HOME", str(home))
        app = AppTest.from_file(str(APP), default_timeout=30)
        app.switch_page(f"app_pages/{page}.py")
        for name, value in params.items():
            app.query_params[name] = value
        for fold in opened:
            app.session_state[fold] = True
        app.run()
        assert not app.exception, [error.message for error in app.exception]
        return app

    return run
