from pipeline.build import build_judged
from tests.small_home import NOW, small_tasks, write_small_home


def test_a_build_reports_its_steps_in_order(tmp_path):
    said = []
    home = write_small_home(tmp_path)
    build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), report=said.append)
    assert said[0] == "reading run records and published figures"
    assert said[1] == "holding scores against their answers"
    assert said[2] == "45 of 54 scores are what their answers' outcomes give, 27 of 27 cells word by word"
    assert said[3].startswith("judging ")
    assert said[4:] == [
        "intervals of all gains",
        "regimes set against each other",
        "documents, published figures, studies",
    ]
