import pytest

from dashboard.kit.pages import find_pages
from tests.dashboard.small_store import publish_file, write_small_store

PAGES = [path.stem for _, path in find_pages()]


@pytest.mark.parametrize("page", PAGES)
def test_page_without_published_file_says_what_mends_it(open_page, tmp_path, page):
    app = open_page(tmp_path, page)
    assert "cannot be shown" in app.error[0].value
    assert "CURRENT is missing" in app.error[0].value.replace("\\", "")
    assert app.code[0].value == "make run"


@pytest.mark.parametrize("page", PAGES)
def test_page_on_a_damaged_file_says_what_mends_it(open_page, tmp_path, page):
    path = tmp_path / "builds" / "crosscheck-1.duckdb"
    write_small_store(path)
    path.write_bytes(path.read_bytes()[:64] + b"\x00" * 4096)
    publish_file(tmp_path, path.name)
    app = open_page(tmp_path, page)
    assert "cannot be read" in app.error[0].value
    assert app.code[0].value == "make run"
