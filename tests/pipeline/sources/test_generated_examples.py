from pathlib import Path

from pipeline.sources.generated.examples import page

PAGE = Path(__file__).parents[3] / "docs" / "mini-xtreme.md"


def test_page_is_what_the_generator_gives():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python -m pipeline.sources.generated.examples > docs/mini-xtreme.md`"
    )
