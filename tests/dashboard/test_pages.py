from dashboard.kit.pages import find_pages


def test_find_pages_verdicts_come_first_and_paths_differ():
    pages = [page for page, _ in find_pages()]
    assert pages[0].title == "Claims"
    assert pages[0].url_path == ""
    assert len({page.url_path for page in pages}) == len(pages) >= 3
