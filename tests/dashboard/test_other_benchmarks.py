import pytest

from pipeline.build import build_judged
from pipeline.store.publish import publish
from pipeline.tasks.discovery import load_tasks
from tests.dashboard.reading import figures, text
from tests.frozen import FROZEN_CLAIMS
from tests.other_benchmarks import write_home_of_several_benchmarks
from tests.small_home import NOW


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    home = write_home_of_several_benchmarks(tmp_path_factory.mktemp("home"))
    publish(
        home,
        build_judged(home, now=NOW, git_commit=None, tasks=list(load_tasks().values()), claims_folder=FROZEN_CLAIMS),
    )
    return home.root


@pytest.mark.parametrize("page", ["verdicts", "explore", "heatmap", "published", "runs"])
def test_page_opens_on_a_store_of_several_benchmarks(open_page, published, page):
    app = open_page(published, page)

    assert not app.error
    assert "13 runs" in text(app)


def test_heatmap_shows_a_target_of_another_benchmark_beside_the_papers(open_page, published):
    heat, *_ = figures(open_page(published, "heatmap", split="test"))
    numbers = heat["data"][1]
    shown = {point[0]: cell for point, cell in zip(numbers["customdata"], numbers["text"], strict=True)}

    assert shown["squad_v1/xcopa"].startswith("+40.0")  # 90 less 50
    assert shown["siqa/xnli"].startswith("+46.7")  # (50 + 30 + 60) / 3
